import { type Keyring, rewrap, ValetkeyError } from '../../base/index.ts';
import {
  countSealed,
  type LastingColumnName,
  lastingColumnNames,
  listSealedRows,
  replaceSealed,
  type SealedRow,
  type Store,
} from '../../storage/index.ts';
import type { SealedContexts } from './sealed-contexts.ts';

/** Records in one commit: a reading waits no longer than that for SQLite's one writer. */
const batchSize = 25;

export interface RewrapParts {
  readonly store: Store;
  /** Seals with the key that everything shall be sealed with. */
  readonly keyring: Keyring;
  /** Ids of the keys that were ever brought; a value that names another one is damaged. */
  readonly registered: ReadonlySet<string>;
  readonly contexts: SealedContexts;
  readonly now: number;
  /** Waited for after each batch. */
  pace(records: number): Promise<void>;
  onProgress(moved: number): void;
}

/** A value that does not open: changed, or moved here from another row. */
export interface DamagedValue {
  readonly column: LastingColumnName;
  readonly key: string;
}

export interface RewrapResult {
  readonly moved: number;
  readonly damaged: readonly DamagedValue[];
}

interface Rewrapped {
  readonly key: string;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

function rewrapRows(
  parts: RewrapParts,
  column: LastingColumnName,
  rows: readonly SealedRow[],
  damaged: DamagedValue[],
) {
  return rows.flatMap((row): Rewrapped[] => {
    try {
      const to = rewrap(parts.keyring, parts.contexts[column](row), row.sealed);
      return [{ key: row.key, from: row.sealed, to }];
    } catch (error) {
      // Under a key that is held, a head that names another is damage like any other.
      if (!(error instanceof ValetkeyError)) throw error;
      damaged.push({ column, key: row.key });
      return [];
    }
  });
}

/** One pass over what one key sealed in one column. Each batch is whole or not at all, so it may be cut off anywhere. */
async function moveColumn(parts: RewrapParts, column: LastingColumnName, keyId: string, damaged: DamagedValue[]) {
  const { store, keyring } = parts;
  let moved = 0;
  let after: string | undefined;
  for (;;) {
    const rows = await listSealedRows(store.db, column, { keyId, after, limit: batchSize });
    const last = rows.at(-1);
    if (!last) return moved;
    after = last.key;
    const rewrapped = rewrapRows(parts, column, rows, damaged);
    const target = keyring.current.id;
    const writes = rewrapped.map((one) => replaceSealed(store.db, column, { ...one, keyId: target }));
    const done = (await store.commitTogether(writes)).reduce((sum, count) => sum + count, 0);
    moved += done;
    parts.onProgress(done);
    await parts.pace(rows.length);
  }
}

/**
 * Wraps every data key anew that is not under the keyring's current key; no text is opened. What others write meanwhile
 * is theirs: they seal with the current key already. Goes over everything until nothing is left to move.
 * @throws {ValetkeyError} `key_unknown` when something is sealed with a key that is not held
 */
export async function rewrapAll(parts: RewrapParts): Promise<RewrapResult> {
  const { store, keyring, registered, now } = parts;
  let moved = 0;
  for (;;) {
    const damaged: DamagedValue[] = [];
    let movedNow = 0;
    for (const column of lastingColumnNames) {
      for (const keyId of (await countSealed(store.db, column, { now })).keys()) {
        if (keyId === keyring.current.id || !registered.has(keyId)) continue;
        if (!keyring.find(keyId)) throw new ValetkeyError('key_unknown', { detail: `key ${keyId}` });
        movedNow += await moveColumn(parts, column, keyId, damaged);
      }
    }
    moved += movedNow;
    if (movedNow === 0) return { moved, damaged };
  }
}
