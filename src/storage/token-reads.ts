import type { CompiledQuery } from 'kysely';
import type { Store } from './store.ts';
import type { Db, TokenReadTable } from './tables.ts';
import { compileMoveChain, type TokenReadChain } from './token-read-chains.ts';
import { listUsersOfToken, saveTokenSightings, type TokenSighting } from './token-sightings.ts';

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

function toTokenReadRecord(row: TokenReadTable): TokenReadRecord {
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

function compileInsert(db: Db, rows: number): CompiledQuery {
  const row = Object.fromEntries(columns.map((column) => [column, ''])) as unknown as TokenReadTable;
  return db.insertInto('token_reads').values(Array(rows).fill(row)).compile();
}

/** Appends rows and moves the chain's end over them, in one commit: all of it or nothing. */
export type AppendTokenReads = (
  before: TokenReadChain,
  after: TokenReadChain,
  reads: readonly TokenReadRecord[],
  sightings: readonly TokenSighting[],
) => Promise<void>;

/** Compiles the inserts once: building them costs more than running them. */
export function createTokenReadAppender(store: Store): AppendTokenReads {
  const compiled = new Map<number, CompiledQuery>();
  const moveChain = compileMoveChain(store.db);
  const insertOf = (rows: number) => {
    const query = compiled.get(rows) ?? compileInsert(store.db, rows);
    compiled.set(rows, query);
    return query;
  };
  return (before, after, reads, sightings) =>
    store.transaction(async (db) => {
      for (let from = 0; from < reads.length; ) {
        const size = Math.min(mostRows, 2 ** Math.floor(Math.log2(reads.length - from)));
        const parameters = reads.slice(from, from + size).flatMap(toValues);
        await db.executeQuery({ ...insertOf(size), parameters });
        from += size;
      }
      if (sightings.length > 0) await saveTokenSightings(db, sightings);
      await moveChain(db, before, after);
    });
}

export interface TokenReadFilter {
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  readonly connection?: string | undefined;
  readonly logId?: string | undefined;
  /** Log ids: from this one on, and before that one. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function selectReads(db: Db, filter: TokenReadFilter) {
  const { clientId, userId, connection, logId, since, until } = filter;
  return db
    .selectFrom('token_reads')
    .$if(clientId !== undefined, (query) => query.where('token_reads.client_id', '=', clientId!))
    .$if(userId !== undefined, (query) => query.where('token_reads.user_id', '=', userId!))
    .$if(connection !== undefined, (query) => query.where('token_reads.connection', '=', connection!))
    .$if(logId !== undefined, (query) => query.where('token_reads.log_id', '=', logId!))
    .$if(since !== undefined, (query) => query.where('token_reads.log_id', '>=', since!))
    .$if(until !== undefined, (query) => query.where('token_reads.log_id', '<', until!));
}

/** The oldest first unless told; `after`, in that order alone, is the last log id of the page before. */
export async function listTokenReads(
  db: Db,
  filter: TokenReadFilter & { readonly fingerprint?: string | undefined },
  { after, limit, order = 'asc' }: { after?: string | undefined; limit: number; order?: 'asc' | 'desc' | undefined },
): Promise<TokenReadRecord[]> {
  const { fingerprint } = filter;
  const users = fingerprint === undefined ? undefined : await listUsersOfToken(db, fingerprint);
  if (users?.length === 0) return [];
  const rows = await selectReads(db, filter)
    .selectAll('token_reads')
    .$if(users !== undefined, (query) =>
      query
        .where('token_reads.user_id', 'in', users!)
        .where((eb) =>
          eb.or([eb('access_fingerprint', '=', fingerprint!), eb('refresh_fingerprint', '=', fingerprint!)]),
        ),
    )
    .$if(after !== undefined, (query) => query.where('token_reads.log_id', '>', after!))
    .orderBy('token_reads.log_id', order)
    .limit(limit)
    .execute();
  return rows.map(toTokenReadRecord);
}

/** The grants whose present tokens, not earlier ones, were handed out in these readings. */
export async function listGrantsSeen(db: Db, filter: TokenReadFilter, limit: number): Promise<string[]> {
  const rows = await selectReads(db, filter)
    .innerJoin('idp_tokens', 'idp_tokens.identity_id', 'token_reads.identity_id')
    .where((eb) =>
      eb.or([
        eb('idp_tokens.access_fingerprint', '=', eb.ref('token_reads.access_fingerprint')),
        eb('idp_tokens.refresh_fingerprint', '=', eb.ref('token_reads.refresh_fingerprint')),
      ]),
    )
    .where('idp_tokens.health', '!=', 'revoked')
    .select('token_reads.identity_id')
    .distinct()
    .limit(limit)
    .execute();
  return rows.map((row) => row.identity_id);
}

/** How many there are, counted up to `limit`. */
export async function countLoggedReads(db: Db, filter: TokenReadFilter, limit: number): Promise<number> {
  const counted = selectReads(db, filter).select('token_reads.log_id').limit(limit).as('counted');
  const row = await db
    .selectFrom(counted)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many readings there were since, counted up to `limit`, and the first of those that were counted. */
export async function countTokenReads(
  db: Db,
  clientId: string,
  since: string,
  limit: number,
): Promise<{ count: number; oldest: string | undefined }> {
  const latest = db
    .selectFrom('token_reads')
    .select('log_id')
    .where('client_id', '=', clientId)
    .where('log_id', '>=', since)
    .orderBy('log_id', 'desc')
    .limit(limit)
    .as('latest');
  const row = await db
    .selectFrom(latest)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('log_id').as('oldest')])
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), oldest: row.oldest ?? undefined };
}

/** Removes readings up to this one; where they stood in their chains must have been written down before. */
export async function removeTokenReads(db: Db, upTo: string): Promise<void> {
  await db.deleteFrom('token_reads').where('log_id', '<=', upTo).execute();
}
