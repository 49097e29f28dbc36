import { type Clock, keyUseLimit } from '../../base/index.ts';
import {
  countSealed,
  listSealingKeys,
  listSealingNodes,
  type SealedColumnName,
  type SealingKeyRecord,
  type SealingNodeRecord,
  type Store,
  sealedColumnNames,
} from '../../storage/index.ts';

/** A key as an operator sees it: never the key itself. Times are milliseconds since 1970. */
export interface KeyStatus extends Omit<SealingKeyRecord, 'canary'> {
  /** Values that are sealed with it, by column; columns without any are left out. */
  readonly records: Readonly<Partial<Record<SealedColumnName, number>>>;
  /** V-11: how much of what one key may be used for is used up, from 0 to 1. */
  readonly used: number;
  /** Names of the running nodes that hold it. */
  readonly heldBy: readonly string[];
}

export interface KeysStatus {
  readonly keys: readonly KeyStatus[];
  readonly nodes: readonly SealingNodeRecord[];
  /** Values that name a key which the database does not know: damaged ones. */
  readonly unknown: number;
}

/** Which keys there are, what is sealed with each, and which nodes hold it. */
export async function readKeyStatus(store: Store, clock: Clock): Promise<KeysStatus> {
  const now = clock.now();
  const nodes = await listSealingNodes(store.db, now);
  const keys = await listSealingKeys(store.db);
  const counts = new Map<string, Partial<Record<SealedColumnName, number>>>(keys.map(({ keyId }) => [keyId, {}]));
  let unknown = 0;
  for (const name of sealedColumnNames) {
    for (const [keyId, count] of await countSealed(store.db, name, { now })) {
      const records = counts.get(keyId);
      if (records) records[name] = count;
      else unknown += count;
    }
  }
  return {
    keys: keys.map(({ canary: _canary, ...key }) => ({
      ...key,
      records: counts.get(key.keyId) ?? {},
      used: key.uses / keyUseLimit,
      heldBy: nodes.filter(({ keyIds }) => keyIds.includes(key.keyId)).map(({ name }) => name),
    })),
    nodes,
    unknown,
  };
}
