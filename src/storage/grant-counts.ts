import { sql } from 'kysely';
import { fromJson, fromOptionalJson } from './json.ts';
import type { Store } from './store.ts';
import type { IdpTokenTable } from './tables.ts';

/** So many grants that are alike in all that their health is judged by. */
export interface GrantGroup {
  readonly connectionId: string | null;
  readonly binding: string | null;
  readonly health: IdpTokenTable['health'];
  readonly scopesRequested: string[];
  readonly scopesGranted: string[] | undefined;
  readonly hasRefreshToken: boolean;
  /** Of a token that cannot be renewed: whether it is over, or will be within the last part of its life. */
  readonly end: 'far' | 'near' | 'over';
  readonly count: number;
}

export interface GrantCounting {
  readonly connectionId?: string | undefined;
  readonly now: number;
  /** Milliseconds before the end from which it counts as near, but never before half of the token's life. */
  readonly nearBefore: number;
  /** Milliseconds that the counting may take. */
  readonly milliseconds: number;
}

/**
 * Counts grants without looking at each: those that are alike come as one.
 * @throws {OutOfTime}
 */
export async function countGrants(
  { db, readBounded }: Store,
  { connectionId, now, nearBefore, milliseconds }: GrantCounting,
): Promise<GrantGroup[]> {
  const end = sql<'far' | 'near' | 'over'>`case
    when refresh_token is not null or expires_at is null then 'far'
    when expires_at <= ${sql.lit(now)} then 'over'
    when expires_at - ${sql.lit(now)} < ${sql.lit(nearBefore)} and expires_at - ${sql.lit(now)} < coalesce(expires_in, 0) * 500 then 'near'
    else 'far' end`;
  const hasRefreshToken = sql<number>`case when refresh_token is null then 0 else 1 end`;
  const query = db
    .selectFrom('idp_tokens')
    .select(['connection_id', 'binding', 'health', 'scopes_requested', 'scopes_granted'])
    .select([end.as('end'), hasRefreshToken.as('has_refresh_token')])
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .$if(connectionId !== undefined, (q) => q.where('connection_id', '=', connectionId!))
    .groupBy(['connection_id', 'binding', 'health', 'scopes_requested', 'scopes_granted', end, hasRefreshToken]);
  const rows = await readBounded(milliseconds, (read) => read(query));
  return rows.map((row) => ({
    connectionId: row.connection_id,
    binding: row.binding,
    health: row.health,
    scopesRequested: fromJson(row.scopes_requested),
    scopesGranted: fromOptionalJson(row.scopes_granted),
    hasRefreshToken: Number(row.has_refresh_token) === 1,
    end: row.end,
    count: Number(row.count),
  }));
}
