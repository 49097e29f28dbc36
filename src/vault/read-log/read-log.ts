import { setImmediate as othersToo } from 'node:timers/promises';
import { ValetkeyError } from '../../base/index.ts';
import {
  type ChainEnd,
  createTokenReadAppender,
  findLastTokenReadChain,
  findTokenReadChain,
  insertTokenReadChain,
  saveTokenReadAnchor,
  type TokenReadChain,
  type TokenReadRecord,
  WriteConflict,
} from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { anchorSealOf, beginOf, macOf, sealOf, trimSealOf } from './chain.ts';
import { detailsOf, type TokenRead } from './entry.ts';
import { makeLogId } from './log-id.ts';
import { createNotes } from './notes.ts';

/** The log of token reads, as its writers know it. */
export interface ReadLog {
  /**
   * Resolves when the entries are on disk; nothing may leave before.
   * @throws {ValetkeyError} `temporarily_unavailable` when they could not be written
   */
  append(reads: readonly TokenRead[]): Promise<void>;
  /** Where the chain of this process ends on disk, by its own memory; undefined before the first entry. */
  end(): ChainEnd | undefined;
  /** Looks whether the database still has the chain as far as it was written, and tells if it has not. */
  check(): Promise<void>;
}

interface Waiting {
  readonly reads: readonly TokenRead[];
  readonly settle: PromiseWithResolvers<void>;
}

/** Entries of one commit at most: a longer one would keep other writers waiting. */
const mostEntries = 2_000;

/**
 * Every process begins a chain of its own: no two ever wait for each other.
 * @param before the one that this process wrote until now, as far as it is certainly on disk. The new one is bound to it,
 * and not to what the database claims: entries that were cut off meanwhile are missed by whoever verifies.
 */
async function beginChain(
  { store, hash, clock }: Tenant,
  name: string,
  before: TokenReadChain | undefined,
): Promise<TokenReadChain> {
  return store.transaction(async (db) => {
    const last = await findLastTokenReadChain(db);
    const chain: TokenReadChain = {
      ...{ node: Math.max(last?.node ?? 0, before?.node ?? 0) + 1, name, startedAt: clock.now() },
      ...(before && { resumes: { node: before.node, sequence: before.sequence, mac: before.mac } }),
      ...{ linkSequence: last?.sequence ?? 0, linkMac: last?.mac ?? '' },
      ...{ sequence: 0, mac: '', seal: '', trimmedSequence: 0, trimmedMac: '', trimSeal: '' },
    };
    chain.mac = beginOf(hash, chain);
    chain.trimmedMac = chain.mac;
    chain.seal = sealOf(hash, chain);
    chain.trimSeal = trimSealOf(hash, chain);
    await insertTokenReadChain(db, chain);
    await saveTokenReadAnchor(db, { nodes: chain.node, seal: anchorSealOf(hash, chain.node) });
    return chain;
  });
}

/**
 * Opens the log for this process. Entries that come while a commit is under way wait for the next and share it.
 * @param nodeName which machine, for people
 * @param onCut told when the chain in the database is not the one that was written
 */
export function createReadLog(tenant: Tenant, nodeName: string, onCut: (end: ChainEnd) => void): ReadLog {
  const { hash, clock, store } = tenant;
  const append = createTokenReadAppender(store);
  const notes = createNotes();
  const queue: Waiting[] = [];
  let chain: TokenReadChain | undefined;
  let broken = false;
  let time = 0;
  let writing = false;

  function toRecord(read: TokenRead, end: TokenReadChain): TokenReadRecord {
    const { clientId, userId, identityId, connection, accessFingerprint, refreshFingerprint } = read;
    const record: TokenReadRecord = {
      ...{ logId: makeLogId(time, end.node, end.sequence + 1), node: end.node, sequence: end.sequence + 1 },
      ...{ clientId, userId, identityId, connection, accessFingerprint, refreshFingerprint },
      ...{ details: detailsOf(read), mac: '' },
    };
    record.mac = macOf(hash, end.mac, record);
    return record;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    if (!chain || broken) chain = await beginChain(tenant, nodeName, chain);
    broken = false;
    // A clock that was set back must not turn the order of the chain around.
    time = Math.max(time, clock.now());
    const end = { ...chain };
    const records = batch.flatMap(({ reads }) =>
      reads.map((read) => {
        const record = toRecord(read, end);
        end.sequence = record.sequence;
        end.mac = record.mac;
        return record;
      }),
    );
    end.seal = sealOf(hash, end);
    const noted = notes.select(records);
    await append(chain, end, records, noted);
    notes.remember(noted);
    chain = end;
  }

  function takeBatch(): Waiting[] {
    let entries = 0;
    const end = queue.findIndex(({ reads }, index) => {
      entries += reads.length;
      return index > 0 && entries > mostEntries;
    });
    return queue.splice(0, end === -1 ? queue.length : end);
  }

  async function writeAll(): Promise<void> {
    while (queue.length > 0) {
      // The requests that arrived together are all let as far as here.
      await othersToo();
      const batch = takeBatch();
      try {
        await write(batch);
        for (const { settle } of batch) settle.resolve();
      } catch (cause) {
        // Whether it was committed may not be known: the next entries begin a new chain, and this one stays as it is.
        broken = true;
        if (chain && cause instanceof WriteConflict) onCut(chain);
        const detail = 'the log of token reads cannot be written';
        for (const { settle } of batch) settle.reject(new ValetkeyError('temporarily_unavailable', { detail, cause }));
      }
    }
    writing = false;
  }

  return {
    append(reads) {
      if (reads.length === 0) return Promise.resolve();
      const settle = Promise.withResolvers<void>();
      queue.push({ reads, settle });
      if (!writing) {
        writing = true;
        void writeAll();
      }
      return settle.promise;
    },
    end: () => chain,
    async check() {
      const expected = chain;
      if (!expected || broken) return;
      const found = await findTokenReadChain(store.db, expected.node);
      // It may have been written to since.
      const holds = found && found.sequence >= expected.sequence;
      if (holds && (found.sequence > expected.sequence || found.mac === expected.mac)) return;
      broken = true;
      onCut(expected);
    },
  };
}
