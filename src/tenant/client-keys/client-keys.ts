import { createPublicKey, type KeyObject } from 'node:crypto';
import { ValetkeyError } from '../../base/index.ts';
import type { CredentialAlgorithm, PublicKeyCredential } from '../../contract/index.ts';
import {
  type ClientCredentialRecord,
  type Db,
  deleteClientCredential,
  findClient as findClientRecord,
  insertClientCredential,
  listClientCredentials as listRecords,
  setClientCredentialExpiry,
} from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import type { Client } from '../clients.ts';
import type { Tenant } from '../tenant.ts';
import { toCredential } from './plan-keys.ts';

/** A public key of a client, as it is kept. */
export type ClientCredential = ClientCredentialRecord;

/** A key with which a client may sign assertions. */
export interface ClientKey {
  readonly kid: string;
  readonly algorithm: CredentialAlgorithm;
  readonly key: KeyObject;
  /** Milliseconds since 1970; null for never. */
  readonly expiresAt: number | null;
}

/** The keys that let this client in, out of memory as long as no configuration changes. */
export async function listClientKeys(tenant: Tenant, client: Client): Promise<readonly ClientKey[]> {
  return tenant.configuration.read(`client-keys:${client.clientId}`, async () =>
    (await listRecords(tenant.store.db, client.clientId))
      .filter(({ credentialId }) => client.credentialIds.has(credentialId))
      .map(({ kid, algorithm, publicKey, expiresAt }) => ({
        kid,
        algorithm: algorithm as CredentialAlgorithm,
        key: createPublicKey(publicKey),
        expiresAt,
      })),
  );
}

async function requireClient(db: Db, clientId: string): Promise<void> {
  if (!(await findClientRecord(db, clientId))) throw new ValetkeyError('inexistent_client');
}

/** @throws {ValetkeyError} `inexistent_client` */
export async function listClientCredentials(tenant: Tenant, clientId: string): Promise<ClientCredentialRecord[]> {
  await requireClient(tenant.store.db, clientId);
  return listRecords(tenant.store.db, clientId);
}

/** @throws {ValetkeyError} `inexistent_client` or `inexistent_credential` */
export async function findClientCredential(tenant: Tenant, clientId: string, credentialId: string) {
  const found = (await listClientCredentials(tenant, clientId)).find((one) => one.credentialId === credentialId);
  if (!found) throw new ValetkeyError('inexistent_credential');
  return found;
}

/** @throws {ValetkeyError} `inexistent_client`, `invalid_body` or `credential_conflict` */
export async function addClientCredential(
  tenant: Tenant,
  clientId: string,
  given: PublicKeyCredential,
): Promise<ClientCredentialRecord> {
  const credential = toCredential(tenant, clientId, given);
  await changeConfiguration(tenant, async (db) => {
    await requireClient(db, clientId);
    if (!(await insertClientCredential(db, credential))) throw new ValetkeyError('credential_conflict');
  });
  return credential;
}

/**
 * @param expiresAt milliseconds since 1970; null for never
 * @throws {ValetkeyError} `inexistent_client` or `inexistent_credential`
 */
export async function changeClientCredentialExpiry(
  tenant: Tenant,
  clientId: string,
  credentialId: string,
  expiresAt: number | null,
): Promise<ClientCredentialRecord> {
  await changeConfiguration(tenant, async (db) => {
    await requireClient(db, clientId);
    const found = await setClientCredentialExpiry(db, clientId, credentialId, { expiresAt, now: tenant.clock.now() });
    if (!found) throw new ValetkeyError('inexistent_credential');
  });
  return findClientCredential(tenant, clientId, credentialId);
}

/**
 * The client's settings may go on naming it: what is not there lets nobody in.
 * @throws {ValetkeyError} `inexistent_client` or `inexistent_credential`
 */
export async function removeClientCredential(tenant: Tenant, clientId: string, credentialId: string): Promise<void> {
  await changeConfiguration(tenant, async (db) => {
    await requireClient(db, clientId);
    if (!(await deleteClientCredential(db, clientId, credentialId))) throw new ValetkeyError('inexistent_credential');
  });
}
