import { open, type SealContext, Secret, seal } from '../base/index.ts';
import { listWebhooks as listWebhookRecords, type WebhookRecord } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** An address of the operator that is told of events. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly secretSealed: Uint8Array;
}

/** Bound to the address: whoever changes it in the database gets no signature that passes for ours. */
export function webhookSecretContext(tenant: Pick<Tenant, 'id'>, webhookId: string, url: string): SealContext {
  return [tenant.id, 'webhook-secret', webhookId, url];
}

export function sealWebhookSecret(tenant: Tenant, webhookId: string, url: string, secret: string): Buffer {
  return seal(tenant.keyring, webhookSecretContext(tenant, webhookId, url), secret);
}

/** @throws {ValetkeyError} `sealed_value_damaged` or `key_unknown`. */
export function openWebhookSecret(tenant: Tenant, { id, url, secretSealed }: Webhook): Secret {
  return new Secret(open(tenant.keyring, webhookSecretContext(tenant, id, url), secretSealed));
}

export function toWebhook({ webhookId, url, secretSealed }: WebhookRecord): Webhook {
  return { id: webhookId, url, secretSealed };
}

/** Their secrets stay sealed: one that does not open must not keep the others from being told. */
export async function listWebhooks(tenant: Tenant): Promise<readonly Webhook[]> {
  return tenant.configuration.read('webhooks', async () => (await listWebhookRecords(tenant.store.db)).map(toWebhook));
}
