import { ValetkeyError } from '../../base/index.ts';
import { longestTokenLifetime } from '../../contract/index.ts';
import {
  deleteSigningKeys,
  insertSigningKey,
  listSigningKeys as listRecords,
  promoteSigningKeys,
  revokeSigningKey as revokeRecord,
  type SigningKeyRecord,
} from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import type { Tenant } from '../tenant.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { makeSigningKey } from './make-key.ts';
import { publicationLead } from './read-keys.ts';

/** Milliseconds after its time as current key in which a key may still have signed something that is alive. */
const keptFor = publicationLead + longestTokenLifetime * 1000;

export type StoredSigningKey = Omit<SigningKeyRecord, 'privateSealed'>;

/** All keys without their private halves, the oldest first. */
export async function listSigningKeys(tenant: Tenant): Promise<readonly StoredSigningKey[]> {
  return (await listRecords(tenant.store.db)).map(({ privateSealed: _, ...key }) => key);
}

/** @throws {ValetkeyError} `inexistent_signing_key` */
export async function findSigningKey(tenant: Tenant, kid: string) {
  const key = (await listSigningKeys(tenant)).find((one) => one.kid === kid);
  if (!key) throw new ValetkeyError('inexistent_signing_key');
  return key;
}

/**
 * For every algorithm in use the next key becomes the current one, and a new next key is published. What the old keys
 * signed stays valid. Gives the new next key of RS256.
 */
export async function rotateSigningKeys(tenant: Tenant): Promise<StoredSigningKey> {
  const inUse = new Set((await listRecords(tenant.store.db)).map(({ algorithm }) => algorithm as SigningAlgorithm));
  const made = await Promise.all([...inUse].map((algorithm) => makeSigningKey(tenant, algorithm, 'next')));
  await changeConfiguration(tenant, async (db) => {
    await promoteSigningKeys(db, [...inUse], tenant.clock.now());
    for (const key of made) await insertSigningKey(db, key);
  });
  return made.find(({ algorithm }) => algorithm === 'RS256')!;
}

/**
 * What this key signed is worth nothing any more, on every node within a second. Rotate first: a key that signs, or is
 * about to, cannot be revoked.
 * @throws {ValetkeyError} `inexistent_signing_key` or `signing_key_in_use`
 */
export async function revokeSigningKey(tenant: Tenant, kid: string) {
  const { state } = await findSigningKey(tenant, kid);
  const revoked = await changeConfiguration(tenant, (db) => revokeRecord(db, kid, tenant.clock.now()));
  if (!revoked) throw new ValetkeyError('signing_key_in_use', { detail: `the key is ${state}` });
  return findSigningKey(tenant, kid);
}

/** Forgets keys whose last token has expired. */
export async function removeOldSigningKeys(tenant: Tenant): Promise<void> {
  const endedBefore = tenant.clock.now() - keptFor;
  const old = (await listRecords(tenant.store.db)).filter(
    ({ currentUntil }) => (currentUntil ?? endedBefore) < endedBefore,
  );
  if (old.length > 0) await changeConfiguration(tenant, (db) => deleteSigningKeys(db, endedBefore));
}
