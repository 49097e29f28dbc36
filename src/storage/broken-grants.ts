import { type SqlBool, sql } from 'kysely';
import type { Db } from './tables.ts';

/** A grant that only its user can bring back. */
export interface BrokenGrant {
  identityId: string;
  userId: string;
  connection: string;
  provider: string;
  idpUserId: string;
  reason: string;
  /** Milliseconds since 1970. */
  since: number;
}

/** Written out, because SQLite uses a partial index for constants only. */
const isBroken = sql<SqlBool>`t.health = 'needs_reauthorization'`;

export interface BrokenGrantPage {
  readonly reason?: string | undefined;
  /** The last of the page before. */
  readonly after?: { readonly since: number; readonly identityId: string } | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function listBrokenGrants(db: Db, { reason, after, limit }: BrokenGrantPage): Promise<BrokenGrant[]> {
  let query = db
    .selectFrom('idp_tokens as t')
    .innerJoin('identities as i', 'i.identity_id', 't.identity_id')
    .select(['t.identity_id', 't.health_reason', 't.health_changed_at'])
    .select(['i.user_id', 'i.connection', 'i.provider', 'i.idp_user_id'])
    .where(isBroken)
    .where('t.health_changed_at', 'is not', null);
  if (reason !== undefined) query = query.where('t.health_reason', '=', reason);
  if (after) {
    const { since, identityId } = after;
    query = query
      .where('t.health_changed_at', '<=', since)
      .where((eb) => eb.or([eb('t.health_changed_at', '<', since), eb('t.identity_id', '<', identityId)]));
  }
  const rows = await query
    .orderBy('t.health_changed_at', 'desc')
    .orderBy('t.identity_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    identityId: row.identity_id,
    userId: row.user_id,
    connection: row.connection,
    provider: row.provider,
    idpUserId: row.idp_user_id,
    reason: row.health_reason ?? 'invalid_grant',
    since: row.health_changed_at!,
  }));
}

/** How many there are, by reason. */
export async function countBrokenGrants(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('idp_tokens as t')
    .select(['t.health_reason', (eb) => eb.fn.countAll<number | string>().as('count')])
    .where(isBroken)
    .where('t.health_changed_at', 'is not', null)
    .groupBy('t.health_reason')
    .execute();
  return new Map(rows.map((row) => [row.health_reason ?? 'invalid_grant', Number(row.count)]));
}
