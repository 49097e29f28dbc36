import { type Clock, ValetkeyError } from '../../base/index.ts';
import {
  addSealingKeyUses,
  countSealed,
  findTenant,
  lastingColumnNames,
  listSealingKeys,
  type Store,
} from '../../storage/index.ts';
import type { SealingKeys } from '../../tenant/index.ts';
import { type DamagedValue, rewrapAll } from './rewrap-all.ts';
import { createSealedContexts } from './sealed-contexts.ts';
import { switchKey, waitForNodes } from './switch-key.ts';

export interface KeyRotation {
  readonly store: Store;
  readonly keys: SealingKeys;
  readonly clock: Clock;
  /** Waited for after each batch of so many records: holds the rate down. */
  pace(records: number): Promise<void>;
  /** Told when it is known which key seals, and how much is to be moved. */
  onStart(start: { keyId: string; switched: boolean; records: number }): void;
  onProgress(moved: number): void;
}

export interface RotationResult {
  readonly keyId: string;
  readonly moved: number;
  readonly damaged: readonly DamagedValue[];
}

async function countOthers(store: Store, keyId: string, now: number): Promise<number> {
  let records = 0;
  for (const column of lastingColumnNames) {
    for (const [id, count] of await countSealed(store.db, column, { now })) if (id !== keyId) records += count;
  }
  return records;
}

/**
 * Switches to the newest key, waits until every node seals with it, and wraps all data keys with it that are under
 * another one (V-09). It may be cut off at any point and called again: what is left to do is read from the records.
 * @throws {ValetkeyError} `invalid_request` with the reason when a node lacks the key or does not take it up,
 * `key_unknown` when this process lacks a key that is needed
 */
export async function rotateKeys(rotation: KeyRotation): Promise<RotationResult> {
  const { store, keys, clock } = rotation;
  const { keyring } = keys;
  const tenant = await findTenant(store.db);
  if (!tenant) throw new ValetkeyError('invalid_request', { description: 'this database is empty' });
  const { keyId, switched } = await switchKey(store, clock);
  await keys.follow();
  if (!keyring.find(keyId)) throw new ValetkeyError('key_unknown', { detail: `key ${keyId}` });
  await waitForNodes(store, clock, keyId);
  rotation.onStart({ keyId, switched, records: await countOthers(store, keyId, clock.now()) });
  try {
    const result = await rewrapAll({
      store,
      keyring,
      registered: new Set((await listSealingKeys(store.db)).map((key) => key.keyId)),
      contexts: createSealedContexts(tenant.tenantId),
      now: clock.now(),
      pace: rotation.pace,
      onProgress: rotation.onProgress,
    });
    return { keyId, ...result };
  } finally {
    for (const [id, times] of keyring.takeUses()) await addSealingKeyUses(store.db, id, times);
  }
}
