import { Secret } from '../../base/index.ts';
import { createIdpConnection, type IdpConnection, type IdpTokens } from '../../idp-client/index.ts';
import { claimRefresh, findIdpTokens, type RefreshLease, releaseRefresh } from '../../storage/index.ts';
import type { Connection } from '../../tenant/index.ts';
import type { Vault } from '../vault.ts';
import { longestWait } from './back-off.ts';
import { createFence, type Fence } from './fence.ts';
import { type GrantToRefresh, type HeldGrant, leaseEnd, openRefreshToken } from './held-grant.ts';
import type { RefreshOutcome } from './outcome.ts';
import { recordFailure } from './record-failure.ts';
import { storeAnswer } from './store-answer.ts';

/** Milliseconds: longer than it may take to begin, a call to an IdP (10 s), and the write after it. */
const leaseLength = 15_000;
/** Milliseconds after which a holder that has not yet shown the refresh token must not do so any more. */
const beginsWithin = 4_000;
/** Milliseconds for a former holder that was cut off from the database, and comes back to it like this one does. */
const lateAnswerWithin = 1_000;

/** The addresses of the IdP, looked up before the lease runs; what is wrong with them is told when somebody holds it. */
async function prepare({ idpClient }: Vault, connection: Connection): Promise<() => IdpConnection> {
  try {
    const ready = createIdpConnection(connection);
    await idpClient.discover(ready);
    return () => ready;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** The refresh token to show; undefined when there is none, or a former holder has stored its answer meanwhile. */
async function findToken(vault: Vault, { owner, lease }: HeldGrant): Promise<string | undefined> {
  const { tenant, refreshing } = vault;
  if (lease.tookOver) {
    await refreshing.pace.wait(lateAnswerWithin);
    const current = await findIdpTokens(tenant.store.db, lease.record.identityId);
    if (current?.version !== lease.record.version) return undefined;
  }
  return openRefreshToken(vault, owner, lease.record);
}

/** Gives the lease back without having used it. */
async function release({ tenant }: Vault, held: HeldGrant): Promise<undefined> {
  await releaseRefresh(tenant.store.db, leaseEnd(held));
}

async function refresh(vault: Vault, held: HeldGrant, ready: () => IdpConnection, fence: Fence) {
  let used: string | undefined;
  try {
    used = await findToken(vault, held);
  } catch (error) {
    // Whoever comes next need not wait for a lease that was not used.
    await release(vault, held).catch(() => undefined);
    throw error;
  }
  if (used === undefined) return release(vault, held);
  let tokens: IdpTokens;
  try {
    tokens = await vault.idpClient.refreshTokens(ready(), new Secret(used), { beforeSending: () => fence.pass() });
  } catch (error) {
    if (fence.stopped) return release(vault, held);
    vault.onRefreshed({ connectionId: held.connection.id, succeeded: false });
    return recordFailure(vault, held, error);
  }
  vault.onRefreshed({ connectionId: held.connection.id, succeeded: true });
  return storeAnswer(vault, held, { used, tokens });
}

async function claimAndRefresh(vault: Vault, grant: GrantToRefresh): Promise<RefreshOutcome | undefined> {
  const { tenant, refreshing } = vault;
  const { identityId, version } = grant.record;
  if (refreshing.stopping.aborted) return undefined;
  const ready = await prepare(vault, grant.connection);
  const now = tenant.clock.now();
  // Set up before the claim is sent: the lease cannot begin earlier.
  const fence = createFence(refreshing.pace, tenant.clock, beginsWithin);
  const request = { identityId, version, length: leaseLength, now, longestWait };
  const lease: RefreshLease | undefined = await claimRefresh(tenant.store.db, request);
  return lease && refresh(vault, { ...grant, lease }, ready, fence);
}

/**
 * Refreshes a grant at the IdP if nobody else does. No transaction is open while the IdP is awaited.
 * @returns undefined when another node holds the lease, or the grant has changed: look again
 */
export async function refreshGrant(vault: Vault, grant: GrantToRefresh): Promise<RefreshOutcome | undefined> {
  const { turns, holders } = vault.refreshing;
  return turns.take(grant.connection.id, async () => {
    const work = claimAndRefresh(vault, grant);
    holders.add(work);
    try {
      return await work;
    } finally {
      holders.delete(work);
    }
  });
}
