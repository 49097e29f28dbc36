import { type IdentityGrant, listIdleGrants, postponeIdleness } from '../../storage/index.ts';
import { type Connection, isSwitchedOn, listConnections } from '../../tenant/index.ts';
import { ownerOf } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { findObstacle } from './keep-fresh.ts';
import type { RefreshOutcome } from './outcome.ts';
import { refreshGrant } from './refresh-grant.ts';

const day = 86_400_000;
/** Milliseconds until a grant that could not be refreshed is tried again, so that it does not stand before the others. */
const pause = 6 * 3_600_000;
/** Grants of one connection in one round: those that came together must not all call at once. */
const inRound = 60;
/** Refreshes of one connection at the same time. */
const atOnce = 3;
/** Failures in one round after which the IdP is taken to be unwell. */
const mostFailures = 12;

/**
 * One refresh, with the same lease and back-off as when somebody reads.
 * @returns undefined when somebody else refreshes or has refreshed it
 */
async function refreshOne(
  vault: Vault,
  { identity, tokens: record }: IdentityGrant,
): Promise<RefreshOutcome['result'] | undefined> {
  const owner = ownerOf(vault.tenant.id, identity);
  const found = await findObstacle(vault, { owner, record });
  if (found.result !== undefined) return found.result;
  return (await refreshGrant(vault, { owner, connection: found.connection, record }))?.result;
}

async function refreshIdleOf(vault: Vault, connection: Connection, days: number, signal: AbortSignal): Promise<number> {
  const { store, clock } = vault.tenant;
  const now = clock.now();
  const before = now - days * day;
  const idle = await listIdleGrants(store.db, { connectionId: connection.id, before, now, limit: inRound });
  let refreshed = 0;
  let failures = 0;
  async function refresh(grant: IdentityGrant): Promise<void> {
    const result = await refreshOne(vault, grant);
    if (result === 'fresh') refreshed += 1;
    if (result === 'fresh' || result === undefined) return;
    if (result === 'unavailable') failures += 1;
    await postponeIdleness(store.db, grant.tokens, before + pause);
  }
  for (let at = 0; at < idle.length && failures < mostFailures && !signal.aborted; at += atOnce) {
    const settled = await Promise.allSettled(idle.slice(at, at + atOnce).map(refresh));
    const broken = settled.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
  }
  return refreshed;
}

/**
 * Refreshes grants whose refresh tokens nobody used for as long as their connection's `keep_alive_days` says, so that
 * they do not die of idleness at the IdP: some of each connection, the longest idle first. Any node may do it.
 * @returns how many
 */
export async function refreshIdle(vault: Vault, signal: AbortSignal = new AbortController().signal): Promise<number> {
  let refreshed = 0;
  for (const connection of await listConnections(vault.tenant)) {
    const days = connection.settings.idp_tokens?.keep_alive_days;
    if (days === undefined || !isSwitchedOn(connection)) continue;
    refreshed += await refreshIdleOf(vault, connection, days, signal);
  }
  return refreshed;
}
