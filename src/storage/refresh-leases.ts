import { type RawBuilder, sql } from 'kysely';
import { databaseTime } from './database-time.ts';
import { type IdpTokenRecord, toIdpTokenRecord } from './idp-tokens.ts';
import type { Db } from './tables.ts';

/** The right to refresh one grant, until it ends; `number` tells it apart from every other lease of the grant. */
export interface RefreshLease {
  readonly number: number;
  /** The grant as it was when the lease was taken. */
  readonly record: IdpTokenRecord;
  /** From a holder whose time was up. */
  readonly tookOver: boolean;
}

type Condition = RawBuilder<boolean>;

export interface LeaseRequest {
  readonly identityId: string;
  /** The version that was found wanting: a newer one needs no refresh. */
  readonly version: number;
  /** Milliseconds. */
  readonly length: number;
  /** This process's clock: for `retry_at`, and for leases where the database has none of its own. */
  readonly now: number;
  /** Milliseconds: a `retry_at` further away than this is from before the clock was set back. */
  readonly longestWait: number;
}

/** Takes the lease under one more condition, if the grant is as it was found and the IdP may be asked. */
async function take(db: Db, request: LeaseRequest, isFree: Condition, change: { interrupted?: 1 }) {
  const { identityId, version, length, now, longestWait } = request;
  const time = databaseTime(db, now);
  const row = await db
    .updateTable('idp_tokens')
    .set({
      ...change,
      lease_number: sql<number>`lease_number + 1`,
      lease_expires_at: sql<number>`${time} + ${sql.lit(length)}`,
    })
    .where('identity_id', '=', identityId)
    .where('version', '=', version)
    .where('health', '=', 'ok')
    // Asked here too: who read the grant a moment ago has not seen the failure since.
    .where((eb) =>
      eb.or([eb('retry_at', 'is', null), eb('retry_at', '<=', now), eb('retry_at', '>', now + longestWait)]),
    )
    .where(isFree)
    .returningAll()
    .executeTakeFirst();
  return row && { number: row.lease_number, record: toIdpTokenRecord(row) };
}

/**
 * Takes the lease if nobody holds it, or if its holder never came back: then that refresh may have spent the refresh
 * token, which stays known as `record.interrupted`, and its holder may still come with an answer.
 */
export async function claimRefresh(db: Db, request: LeaseRequest): Promise<RefreshLease | undefined> {
  const free = await take(db, request, sql<boolean>`lease_expires_at is null`, {});
  if (free) return { ...free, tookOver: false };
  const time = databaseTime(db, request.now);
  // A lease that ends later than a lease can is from before the clock was set back.
  const farOff = sql.lit(2 * request.length);
  const over = sql<boolean>`(lease_expires_at <= ${time} or lease_expires_at > ${time} + ${farOff})`;
  const abandoned = await take(db, request, over, { interrupted: 1 });
  return abandoned && { ...abandoned, tookOver: true };
}

export interface LeaseEnd {
  readonly identityId: string;
  readonly leaseNumber: number;
}

/**
 * Ends the lease after a failure that will pass: the grant stays, and the IdP is left alone for a while. A grant that
 * was written meanwhile is another one, of which the failure says nothing.
 */
export async function postponeRefresh(
  db: Db,
  { identityId, leaseNumber }: LeaseEnd,
  { version, retryAt, uncertain }: { version: number; retryAt: number; uncertain: boolean },
): Promise<void> {
  await db
    .updateTable('idp_tokens')
    .set((eb) => ({
      retry_at: retryAt,
      failures: eb('failures', '+', 1),
      ...(uncertain && { interrupted: 1 as const }),
    }))
    .where('identity_id', '=', identityId)
    .where('lease_number', '=', leaseNumber)
    .where('version', '=', version)
    .execute();
  await releaseRefresh(db, { identityId, leaseNumber });
}

/** Ends the lease and the grant, if the grant is still the one that was refreshed. Only then is it true. */
export async function endGrant(
  db: Db,
  { identityId, leaseNumber }: LeaseEnd,
  { version, reason, now }: { version: number; reason: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('idp_tokens')
    .set({
      lease_expires_at: null,
      health: 'needs_reauthorization',
      health_reason: reason,
      health_changed_at: now,
    })
    .where('identity_id', '=', identityId)
    .where('lease_number', '=', leaseNumber)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The lease is over because its work is done. */
export async function releaseRefresh(db: Db, { identityId, leaseNumber }: LeaseEnd): Promise<void> {
  await db
    .updateTable('idp_tokens')
    .set({ lease_expires_at: null })
    .where('identity_id', '=', identityId)
    .where('lease_number', '=', leaseNumber)
    .execute();
}

/**
 * The stored refresh token may be spent, though nobody was told so: its access token is not given out any more, and
 * the next reader has the grant refreshed, which shows whether it lives.
 */
export async function doubtGrant(
  db: Db,
  { identityId, leaseNumber }: LeaseEnd,
  { version, now }: { version: number; now: number },
): Promise<void> {
  await db
    .updateTable('idp_tokens')
    .set({ expires_at: now, interrupted: 1 })
    .where('identity_id', '=', identityId)
    .where('lease_number', '=', leaseNumber)
    .where('version', '=', version)
    .where('health', '=', 'ok')
    .execute();
}

export interface RefreshState {
  readonly version: number;
  /** Somebody holds the lease, and in time. */
  readonly leased: boolean;
}

/** Where several grants stand, in one query: for those who wait for another node's refresh. */
export async function listRefreshStates(
  db: Db,
  identityIds: readonly string[],
  now: number,
): Promise<Map<string, RefreshState>> {
  if (identityIds.length === 0) return new Map();
  const leased = sql<0 | 1>`case when lease_expires_at > ${databaseTime(db, now)} then 1 else 0 end`;
  const rows = await db
    .selectFrom('idp_tokens')
    .select(['identity_id', 'version', leased.as('leased')])
    .where('identity_id', 'in', identityIds)
    .execute();
  return new Map(rows.map((row) => [row.identity_id, { version: row.version, leased: row.leased === 1 }]));
}
