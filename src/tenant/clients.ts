import { equalSecrets, type SealContext } from '../base/index.ts';
import { type ClientSettings, clientSettings } from '../contract/index.ts';
import { type ClientRecord, findClient as findClientRecord } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** An application that may ask for tokens. */
export interface Client {
  readonly clientId: string;
  readonly settings: ClientSettings;
  /** It can keep a secret or a key, so it must prove that it has it. */
  readonly confidential: boolean;
  readonly secretHash: string | null;
  /** Ids of the keys that let it in; when there are any, its secret does not. */
  readonly credentialIds: ReadonlySet<string>;
  /** What was issued for the Management API in an earlier one is ended. */
  readonly tokenGeneration: number;
}

export function toClient(record: ClientRecord): Client {
  const settings = clientSettings.parse(record.settings);
  const named = settings.client_authentication_methods?.private_key_jwt?.credentials ?? [];
  const credentialIds = new Set(named.flatMap((credential) => ('id' in credential ? credential.id : [])));
  return {
    clientId: record.clientId,
    settings,
    confidential: settings.token_endpoint_auth_method !== 'none' || credentialIds.size > 0,
    secretHash: record.secretHash,
    credentialIds,
    tokenGeneration: record.tokenGeneration,
  };
}

/** What ids of clients are made of: anything else is nobody's, and is not kept in memory to remember that. */
const clientIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** A client that may be dealt with: one that was disabled is not found, so that nothing it had is of use. */
export async function findClient(tenant: Tenant, clientId: string): Promise<Client | undefined> {
  if (!clientIdForm.test(clientId)) return undefined;
  return tenant.configuration.read(`client:${clientId}`, async () => {
    const record = await findClientRecord(tenant.store.db, clientId);
    const client = record && toClient(record);
    return client?.settings.disabled ? undefined : client;
  });
}

/** Constant time; a client without a secret has none that fits. */
/** Characters of a secret: who tries long enough hits upon one that is shorter. */
export const guessableLength = 16;

export function isClientSecret(tenant: Tenant, client: Client, secret: string): boolean {
  const given = tenant.hash('client-secret', `${client.clientId}\0${secret}`);
  return client.credentialIds.size === 0 && client.secretHash !== null && equalSecrets(given, client.secretHash);
}

export function hashClientSecret(tenant: Tenant, clientId: string, secret: string): string {
  return tenant.hash('client-secret', `${clientId}\0${secret}`);
}

export function clientSecretContext(tenant: Pick<Tenant, 'id'>, clientId: string): SealContext {
  return [tenant.id, 'client-secret', clientId];
}
