import { sql } from 'kysely';
import { databaseTime } from './database-time.ts';
import type { IdentityGrant } from './erased-grants.ts';
import { toIdentityRecord } from './identities.ts';
import { toIdpTokenRecord } from './idp-tokens.ts';
import type { Db } from './tables.ts';

export interface IdleGrants {
  connectionId: string;
  /** Refresh tokens that were neither obtained nor used since. */
  before: number;
  now: number;
  limit: number;
}

/** Some living grants whose refresh tokens are idle, the longest first: without those that are left alone for a while. */
export async function listIdleGrants(
  db: Db,
  { connectionId, before, now, limit }: IdleGrants,
): Promise<IdentityGrant[]> {
  const rows = await db
    .selectFrom('idp_tokens')
    .selectAll()
    .where('connection_id', '=', connectionId)
    // Literals, so that SQLite sees that the index of idle grants holds them all.
    .where('health', '=', sql.lit('ok'))
    .where('refresh_token', 'is not', null)
    .where('idle_since', '<', before)
    .where((eb) => eb.or([eb('retry_at', 'is', null), eb('retry_at', '<=', now)]))
    .where((eb) => eb.or([eb('lease_expires_at', 'is', null), eb('lease_expires_at', '<=', databaseTime(db, now))]))
    .orderBy('idle_since')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.identity_id);
  const identities = await db.selectFrom('identities').selectAll().where('identity_id', 'in', ids).execute();
  const byId = new Map(identities.map((row) => [row.identity_id, toIdentityRecord(row)]));
  return rows.flatMap((row) => {
    const identity = byId.get(row.identity_id);
    return identity ? [{ identity, tokens: toIdpTokenRecord(row) }] : [];
  });
}

/** Lets a grant count as idle from another time on, unless it was written since. */
export async function postponeIdleness(
  db: Db,
  { identityId, version }: { identityId: string; version: number },
  idleSince: number,
): Promise<void> {
  await db
    .updateTable('idp_tokens')
    .set({ idle_since: idleSince })
    .where('identity_id', '=', identityId)
    .where('version', '=', version)
    .execute();
}
