import type { IdpTokenRecord } from '../storage/index.ts';
import type { Connection } from '../tenant/index.ts';
import { isRebound } from './connection-binding.ts';
import { missingScopes } from './scope-sets.ts';

export type HealthState = 'active' | 'expiring' | 'partial' | 'needs_reauthorization' | 'revoked';

/** How a grant is, without any secret in it. Times are milliseconds since 1970. */
export interface GrantHealth {
  readonly state: HealthState;
  readonly reason?: string;
  readonly since?: number;
  readonly scopes: { readonly requested: string[]; readonly granted: string[]; readonly missing: string[] };
  readonly refreshable: boolean;
  readonly expiresAt?: number;
  readonly lastRefreshedAt?: number;
  /** Refreshes that failed for passing reasons since the last good one, and when the next is tried. */
  readonly failures: number;
  readonly retryAt?: number;
}

/** Milliseconds before its end from which a token that cannot be renewed counts as expiring. */
export const expiringBefore = 7 * 86_400_000;

/** What the state is judged by. */
type JudgedRecord = Pick<
  IdpTokenRecord,
  | 'health'
  | 'healthReason'
  | 'binding'
  | 'expiresAt'
  | 'expiresIn'
  | 'refreshToken'
  | 'scopesRequested'
  | 'scopesGranted'
>;

function judge(record: JudgedRecord, connection: Connection | undefined, now: number, missing: readonly string[]) {
  if (record.health === 'revoked') return { state: 'revoked', reason: record.healthReason ?? 'revoked' } as const;
  if (record.health !== 'ok') {
    return { state: 'needs_reauthorization', reason: record.healthReason ?? 'invalid_grant' } as const;
  }
  if (connection && isRebound(record, connection)) {
    return { state: 'needs_reauthorization', reason: 'connection_changed' } as const;
  }
  const left = record.expiresAt === null ? Number.POSITIVE_INFINITY : record.expiresAt - now;
  if (record.refreshToken === null && left <= 0) return { state: 'needs_reauthorization', reason: 'expired' } as const;
  if (missing.length > 0) return { state: 'partial', reason: 'scopes_missing' } as const;
  const short = Math.min(expiringBefore, ((record.expiresIn ?? 0) * 1000) / 2);
  if (record.refreshToken === null && left < short) return { state: 'expiring', reason: 'no_refresh_token' } as const;
  return { state: 'active' } as const;
}

/** The state alone, of what is stored. */
export function judgeRecord(
  record: JudgedRecord,
  connection: Connection | undefined,
  now: number,
): { readonly state: HealthState; readonly reason?: string } {
  return judge(record, connection, now, missingScopes(record.scopesRequested, record.scopesGranted));
}

/** Derives the state from what is stored: nothing is opened, and no IdP is asked. */
export function judgeGrant(record: IdpTokenRecord, connection: Connection | undefined, now: number): GrantHealth {
  const granted = record.scopesGranted ?? [];
  const missing = missingScopes(record.scopesRequested, record.scopesGranted);
  return {
    ...judge(record, connection, now, missing),
    scopes: { requested: record.scopesRequested, granted, missing },
    refreshable: record.refreshToken !== null,
    failures: record.failures,
    ...(record.healthChangedAt !== null && { since: record.healthChangedAt }),
    ...(record.expiresAt !== null && { expiresAt: record.expiresAt }),
    ...(record.refreshedAt !== null && { lastRefreshedAt: record.refreshedAt }),
    ...(record.retryAt !== null && record.retryAt > now && { retryAt: record.retryAt }),
  };
}
