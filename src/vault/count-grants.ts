import { ValetkeyError } from '../base/index.ts';
import { countGrants as countRecords, type GrantGroup, OutOfTime } from '../storage/index.ts';
import { findConnectionById, type Tenant } from '../tenant/index.ts';
import { expiringBefore, type HealthState, judgeRecord } from './grant-health.ts';

export type GrantCounts = Record<HealthState, number>;

/** Milliseconds: a few million grants. */
const patience = 5_000;

/** A record that stands for all of its group. */
function representative(group: GrantGroup, now: number) {
  const end = { over: now, near: now + 1, far: null }[group.end];
  return {
    ...{ health: group.health, healthReason: null, binding: group.binding },
    ...{ scopesRequested: group.scopesRequested, scopesGranted: group.scopesGranted },
    refreshToken: group.hasRefreshToken ? new Uint8Array() : null,
    ...{ expiresAt: end, expiresIn: 3600 },
  };
}

/**
 * How many grants there are of each health: all, or those of one connection.
 * @throws {ValetkeyError} `query_timeout`
 */
export async function countGrants(tenant: Tenant, connectionId?: string): Promise<GrantCounts> {
  const counts: GrantCounts = { active: 0, expiring: 0, partial: 0, needs_reauthorization: 0, revoked: 0 };
  const now = tenant.clock.now();
  const wish = { connectionId, now, nearBefore: expiringBefore, milliseconds: patience };
  const groups = await countRecords(tenant.store, wish).catch((error: unknown) => {
    if (error instanceof OutOfTime) throw new ValetkeyError('query_timeout', { cause: error });
    throw error;
  });
  for (const group of groups) {
    const connection = group.connectionId === null ? undefined : await findConnectionById(tenant, group.connectionId);
    counts[judgeRecord(representative(group, now), connection, now).state] += group.count;
  }
  return counts;
}
