import type { Db, TokenReadTable } from './tables.ts';
import { endOfSlot, listTokenReadSlots } from './token-read-slots.ts';
import { type TokenReadRecord, toTokenReadRecord } from './token-reads.ts';
import { listUsersOfToken } from './token-sightings.ts';

export interface TokenReadFilter {
  readonly clientId?: string | undefined;
  readonly connection?: string | undefined;
  /** Log ids: from this one on, and before that one. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function selectReads(db: Db, { clientId, connection, since, until }: TokenReadFilter) {
  return db
    .selectFrom('token_reads')
    .$if(clientId !== undefined, (query) => query.where('token_reads.client_id', '=', clientId!))
    .$if(connection !== undefined, (query) => query.where('token_reads.connection', '=', connection!))
    .$if(since !== undefined, (query) => query.where('token_reads.log_id', '>=', since!))
    .$if(until !== undefined, (query) => query.where('token_reads.log_id', '<', until!));
}

interface Page {
  /** The last log id of the page before, in the order from old to new. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly order?: 'asc' | 'desc' | undefined;
}

function orderedPage(db: Db, filter: TokenReadFilter, { after, limit, order = 'asc' }: Page) {
  return selectReads(db, filter)
    .selectAll('token_reads')
    .$if(after !== undefined, (query) => query.where('token_reads.log_id', '>', after!))
    .orderBy('token_reads.log_id', order)
    .limit(limit);
}

/** Slots that are looked through with one statement. */
const slotsAtOnce = 50;

/** Goes from slot to slot until the page is full. */
async function listReadsOfUsers(
  db: Db,
  userIds: readonly string[],
  { fingerprint, ...filter }: TokenReadFilter & { readonly fingerprint?: string | undefined },
  page: Page,
): Promise<TokenReadTable[]> {
  const rows: TokenReadTable[] = [];
  let from = [filter.since, page.after].reduce((later = '', one = '') => (one > later ? one : later)) ?? '';
  let { until } = filter;
  for (;;) {
    const slots = await listTokenReadSlots(db, userIds, {
      ...{ from, until, limit: slotsAtOnce, order: page.order },
    });
    const last = slots.at(-1);
    if (last === undefined) return rows;
    const found = await orderedPage(db, filter, { ...page, limit: page.limit - rows.length })
      .where('token_reads.user_id', 'in', userIds)
      .where((eb) =>
        eb.or(
          slots.map((slot) =>
            eb.and([eb('token_reads.log_id', '>=', slot), eb('token_reads.log_id', '<', endOfSlot(slot))]),
          ),
        ),
      )
      .$if(fingerprint !== undefined, (query) =>
        query.where((eb) =>
          eb.or([eb('access_fingerprint', '=', fingerprint!), eb('refresh_fingerprint', '=', fingerprint!)]),
        ),
      )
      .execute();
    rows.push(...found);
    if (rows.length >= page.limit || slots.length < slotsAtOnce) return rows;
    if (page.order === 'desc') until = last;
    else from = endOfSlot(last);
  }
}

/** The oldest first unless told. */
export async function listTokenReads(
  db: Db,
  filter: TokenReadFilter & { readonly userId?: string | undefined; readonly fingerprint?: string | undefined },
  page: Page,
): Promise<TokenReadRecord[]> {
  const { userId, fingerprint, ...rest } = filter;
  if (userId === undefined && fingerprint === undefined) {
    return (await orderedPage(db, rest, page).execute()).map(toTokenReadRecord);
  }
  const holders = fingerprint === undefined ? [userId!] : await listUsersOfToken(db, fingerprint);
  const userIds = userId === undefined ? holders : holders.filter((holder) => holder === userId);
  if (userIds.length === 0) return [];
  return (await listReadsOfUsers(db, userIds, { ...rest, fingerprint }, page)).map(toTokenReadRecord);
}

/** How many there are, counted up to `limit`. */
export async function countLoggedReads(
  db: Db,
  filter: TokenReadFilter & { readonly userId?: string | undefined },
  limit: number,
): Promise<number> {
  if (filter.userId !== undefined) return (await listTokenReads(db, filter, { limit })).length;
  const counted = selectReads(db, filter).select('token_reads.log_id').limit(limit).as('counted');
  const row = await db
    .selectFrom(counted)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
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
