import type { CompiledQuery } from 'kysely';
import type { Write } from './commit-together.ts';
import type { Store } from './store.ts';
import type { Db, TokenReadTable } from './tables.ts';
import { compileMoveChain, type TokenReadChain } from './token-read-chains.ts';
import { saveTokenReadSlots, type TokenReadSlot } from './token-read-slots.ts';
import { saveTokenSightings, type TokenSighting } from './token-sightings.ts';

/** One reading of one grant's tokens. */
export interface TokenReadRecord {
  logId: string;
  node: number;
  sequence: number;
  clientId: string;
  userId: string;
  identityId: string;
  connection: string;
  accessFingerprint: string | null;
  refreshFingerprint: string | null;
  /** JSON text, as it was chained. */
  details: string;
  mac: string;
}

const columns = [
  'log_id',
  'node',
  'sequence',
  'client_id',
  'user_id',
  'identity_id',
  'connection',
  'access_fingerprint',
  'refresh_fingerprint',
  'details',
  'mac',
] as const satisfies readonly (keyof TokenReadTable)[];

function toValues(read: TokenReadRecord): unknown[] {
  return [
    read.logId,
    read.node,
    read.sequence,
    read.clientId,
    read.userId,
    read.identityId,
    read.connection,
    read.accessFingerprint,
    read.refreshFingerprint,
    read.details,
    read.mac,
  ];
}

export function toTokenReadRecord(row: TokenReadTable): TokenReadRecord {
  return {
    logId: row.log_id,
    node: row.node,
    sequence: row.sequence,
    clientId: row.client_id,
    userId: row.user_id,
    identityId: row.identity_id,
    connection: row.connection,
    accessFingerprint: row.access_fingerprint,
    refreshFingerprint: row.refresh_fingerprint,
    details: row.details,
    mac: row.mac,
  };
}

/** Rows of one statement at most; smaller ones hold a power of two, so that few statements are ever prepared. */
const mostRows = 64;

const mostNotes = 100;

function portionsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

function compileInsert(db: Db, rows: number): CompiledQuery {
  const row = Object.fromEntries(columns.map((column) => [column, ''])) as unknown as TokenReadTable;
  return db.insertInto('token_reads').values(Array(rows).fill(row)).compile();
}

/** What is noted beside the readings, so that they are found. */
export interface TokenReadNotes {
  readonly sightings: readonly TokenSighting[];
  readonly slots: readonly TokenReadSlot[];
}

/** Appends rows and moves the chain's end over them, in one commit: all of it or nothing. */
export type AppendTokenReads = (
  before: TokenReadChain,
  after: TokenReadChain,
  reads: readonly TokenReadRecord[],
  notes: TokenReadNotes,
) => Promise<void>;

/** Compiles the inserts once: building them costs more than running them. */
export function createTokenReadAppender(store: Store): AppendTokenReads {
  const { db } = store;
  const compiled = new Map<number, CompiledQuery>();
  const moveChain = compileMoveChain(db);
  const insertOf = (rows: number) => {
    const query = compiled.get(rows) ?? compileInsert(db, rows);
    compiled.set(rows, query);
    return query;
  };
  function insertAll(reads: readonly TokenReadRecord[]): Write[] {
    const writes: Write[] = [];
    for (let from = 0; from < reads.length; ) {
      const size = Math.min(mostRows, 2 ** Math.floor(Math.log2(reads.length - from)));
      writes.push({ query: { ...insertOf(size), parameters: reads.slice(from, from + size).flatMap(toValues) } });
      from += size;
    }
    return writes;
  }
  return async (before, after, reads, { sightings, slots }) => {
    await store.commitTogether([
      ...insertAll(reads),
      ...portionsOf(sightings, mostNotes).map((some) => saveTokenSightings(db, some)),
      ...portionsOf(slots, mostNotes).map((some) => saveTokenReadSlots(db, some)),
      moveChain(before, after),
    ]);
  };
}

/** Removes readings up to this one; where they stood in their chains must have been written down before. */
export async function removeTokenReads(db: Db, upTo: string): Promise<void> {
  await db.deleteFrom('token_reads').where('log_id', '<=', upTo).execute();
}
