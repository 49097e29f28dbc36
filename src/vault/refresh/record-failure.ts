import { findIdpFailure, isGrantGone, isOutcomeUnknown } from '../../idp-client/index.ts';
import { type Db, doubtGrant, endGrant, findIdpTokens, postponeRefresh, releaseRefresh } from '../../storage/index.ts';
import type { Vault } from '../vault.ts';
import { backOff } from './back-off.ts';
import { type HeldGrant, leaseEnd } from './held-grant.ts';
import type { RefreshOutcome } from './outcome.ts';
import { forAMoment, storeStubbornly } from './store-stubbornly.ts';

/** The IdP says that the grant is gone. */
async function end(vault: Vault, db: Db, held: HeldGrant): Promise<void> {
  const { lease, record } = held;
  const { identityId } = record;
  const { version, interrupted, refreshedAt } = lease.record;
  const now = vault.tenant.clock.now();
  // An answer to a refresh whose predecessor was cut off says that the lost answer had spent the token.
  const reason = interrupted ? 'refresh_interrupted' : 'invalid_grant';
  if (await endGrant(db, leaseEnd(held), { version, reason, now })) {
    await vault.onHealthChange(db, { kind: 'broken', identityId, reason });
    return;
  }
  const current = lease.tookOver ? await findIdpTokens(db, identityId) : undefined;
  // The holder that was given up came with its answer after all, while this one showed the same refresh token again:
  // an IdP that ends the family for that has killed what is stored now.
  if (current && current.refreshedAt !== refreshedAt) {
    await doubtGrant(db, leaseEnd(held), { version: current.version, now });
  }
  await releaseRefresh(db, leaseEnd(held));
}

async function postpone(vault: Vault, db: Db, held: HeldGrant, error: unknown): Promise<void> {
  const { version, failures } = held.lease.record;
  const retryAt = vault.tenant.clock.now() + backOff(failures, findIdpFailure(error)?.retryAfter);
  await postponeRefresh(db, leaseEnd(held), { version, retryAt, uncertain: isOutcomeUnknown(error) });
}

/**
 * Ends the lease after a refresh that failed: for ever, or until the IdP may be asked again.
 * @returns undefined when the grant is another one by now
 */
export async function recordFailure(
  vault: Vault,
  held: HeldGrant,
  error: unknown,
): Promise<RefreshOutcome | undefined> {
  const { store } = vault.tenant;
  const gone = isGrantGone(error, held.connection.provider);
  await storeStubbornly(vault.refreshing.pace, forAMoment, () =>
    store.transaction((db) => (gone ? end(vault, db, held) : postpone(vault, db, held, error))),
  );
  const record = await findIdpTokens(store.db, held.record.identityId);
  if (record?.version !== held.lease.record.version) return undefined;
  // Of another owner it would be another version.
  return { record, owner: held.owner, result: record.health === 'ok' ? 'unavailable' : 'needs_reauthorization' };
}
