import { ValetkeyError } from '../../base/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import {
  type Db,
  insertClientCredential,
  listClientCredentials as listRecords,
  setClientCredentialExpiry,
} from '../../storage/index.ts';
import type { Tenant } from '../tenant.ts';
import { type KeyPlan, type NamedKey, planKeys } from './plan-keys.ts';

interface WithMethods {
  readonly client_authentication_methods?: { readonly private_key_jwt?: { readonly credentials: readonly NamedKey[] } };
}

export interface PlannedSettings {
  /** The settings with ids in the place of keys. */
  readonly settings: JsonObject;
  readonly plan: KeyPlan | undefined;
}

/**
 * Prepares the keys that a client's settings name: settings keep ids only. `savePlannedKeys` writes them, once the
 * client itself is there.
 * @throws {ValetkeyError} what `planKeys` throws
 */
export async function planSettings(
  tenant: Tenant,
  db: Db,
  clientId: string,
  settings: JsonObject,
): Promise<PlannedSettings> {
  const { client_authentication_methods: methods } = settings as WithMethods;
  if (!methods?.private_key_jwt) return { settings, plan: undefined };
  const stored = await listRecords(db, clientId);
  const plan = planKeys(tenant, clientId, stored, methods.private_key_jwt.credentials);
  const kept = { ...methods, private_key_jwt: { ...methods.private_key_jwt, credentials: plan.credentials } };
  return { settings: { ...settings, client_authentication_methods: kept }, plan };
}

/** @throws {ValetkeyError} `credential_conflict` */
export async function savePlannedKeys(tenant: Tenant, db: Db, plan: KeyPlan | undefined): Promise<void> {
  for (const key of plan?.added ?? []) {
    if (!(await insertClientCredential(db, key))) throw new ValetkeyError('credential_conflict');
  }
  for (const { clientId, credentialId, expiresAt } of plan?.changed ?? []) {
    await setClientCredentialExpiry(db, clientId, credentialId, { expiresAt, now: tenant.clock.now() });
  }
}
