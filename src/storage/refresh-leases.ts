import { sql } from 'kysely';
import { databaseTime } from './database-time.ts';
import { type IdpTokenRecord, toIdpTokenRecord } from './idp-tokens.ts';
import type { Db } from './tables.ts';

/** The right to refresh one grant, until it ends; `number` tells it apart from every other lease of the grant. */
export interface RefreshLease {
  readonly number: number;
  /** The grant as it was when the lease was taken. */
  readonly record: IdpTokenRecord;
}

export interface LeaseRequest {
  readonly identityId: string;
  /** The version that was found wanting: a newer one needs no refresh. */
  readonly version: number;
  /** Milliseconds. */
  readonly length: number;
  /** This process's clock, for the database that has none of its own. */
  readonly now: number;
}

/**
 * Takes the lease if nobody holds it. Whoever finds the lease of a holder that never came back learns of it by
 * `record.interrupted`: that refresh may have spent the refresh token.
 */
export async function claimRefresh(db: Db, request: LeaseRequest): Promise<RefreshLease | undefined> {
  const time = databaseTime(db, request.now);
  const row = await db
    .updateTable('idp_tokens')
    .set({
      lease_number: sql<number>`lease_number + 1`,
      lease_expires_at: sql<number>`${time} + ${sql.lit(request.length)}`,
      interrupted: sql<0 | 1>`case when lease_expires_at is null then interrupted else 1 end`,
    })
    .where('identity_id', '=', request.identityId)
    .where('version', '=', request.version)
    .where('health', '=', 'ok')
    .where((eb) => eb.or([eb('lease_expires_at', 'is', null), eb('lease_expires_at', '<=', time)]))
    .returningAll()
    .executeTakeFirst();
  return row && { number: row.lease_number, record: toIdpTokenRecord(row) };
}

export interface LeaseEnd {
  readonly identityId: string;
  readonly leaseNumber: number;
}

/** Ends the lease after a failure that will pass: the grant stays, and the IdP is left alone for a while. */
export async function postponeRefresh(
  db: Db,
  { identityId, leaseNumber }: LeaseEnd,
  { retryAt, uncertain }: { retryAt: number; uncertain: boolean },
): Promise<void> {
  await db
    .updateTable('idp_tokens')
    .set((eb) => ({
      lease_expires_at: null,
      retry_at: retryAt,
      failures: eb('failures', '+', 1),
      ...(uncertain && { interrupted: 1 as const }),
    }))
    .where('identity_id', '=', identityId)
    .where('lease_number', '=', leaseNumber)
    .execute();
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

/** Where several grants stand, in one query: for those who wait for another node's refresh. */
export async function listRefreshStates(
  db: Db,
  identityIds: readonly string[],
): Promise<Map<string, { version: number; leased: boolean }>> {
  const rows = await db
    .selectFrom('idp_tokens')
    .select(['identity_id', 'version', 'lease_expires_at'])
    .where('identity_id', 'in', identityIds)
    .execute();
  return new Map(rows.map((row) => [row.identity_id, { version: row.version, leased: row.lease_expires_at !== null }]));
}
