import { findIdpTokens, type IdpTokenRecord } from '../../storage/index.ts';
import { findConnectionById, isInService } from '../../tenant/index.ts';
import { bindingOf } from '../connection-binding.ts';
import type { GrantOwner } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import type { RefreshOutcome } from './outcome.ts';
import { refreshGrant } from './refresh-grant.ts';

/** Milliseconds that a reader waits in all: an IdP call, and another after a holder that died. */
const patience = 27_000;

export interface WantedGrant {
  readonly owner: GrantOwner;
  readonly record: IdpTokenRecord;
  /** Milliseconds that the access token must still live. */
  readonly wantedLife: number;
}

/** Milliseconds left; a token without an expiry lives on. */
export function remainingLife(record: IdpTokenRecord, now: number): number {
  return record.expiresAt === null ? Number.POSITIVE_INFINITY : record.expiresAt - now;
}

/** Why the grant cannot be refreshed at all, or not now; undefined when the IdP may be asked. */
async function findObstacle(vault: Vault, { owner, record }: WantedGrant) {
  if (record.health !== 'ok') return { result: 'needs_reauthorization' } as const;
  if (record.refreshToken === null) return { result: 'unavailable' } as const;
  if (record.retryAt !== null && record.retryAt > vault.tenant.clock.now()) return { result: 'unavailable' } as const;
  const connection = await findConnectionById(vault.tenant, owner.connectionId);
  // T-B16: what was switched off is not kept alive either.
  if (!connection || !isInService(connection)) return { result: 'unavailable' } as const;
  // T-E20: the connection was pointed elsewhere since; the refresh token must not follow.
  const rebound = record.binding !== null && record.binding !== bindingOf(connection);
  return rebound ? ({ result: 'needs_reauthorization' } as const) : { connection };
}

async function obtain(vault: Vault, wanted: WantedGrant): Promise<RefreshOutcome> {
  const until = performance.now() + patience;
  let { record } = wanted;
  for (;;) {
    if (remainingLife(record, vault.tenant.clock.now()) >= wanted.wantedLife) return { record, result: 'fresh' };
    const found = await findObstacle(vault, { ...wanted, record });
    if (found.result !== undefined) return { record, result: found.result };
    const outcome = await refreshGrant(vault, { owner: wanted.owner, connection: found.connection, record });
    if (outcome) return outcome;
    if (performance.now() >= until) return { record, result: 'unavailable' };
    let current = await findIdpTokens(vault.tenant.store.db, record.identityId);
    if (current?.version === record.version) {
      await vault.versions.change(record.identityId, record.version, until - performance.now());
      current = await findIdpTokens(vault.tenant.store.db, record.identityId);
    }
    if (!current) return { record, result: 'unavailable' };
    // A lease that merely ended leaves the version: then it is this reader's turn to try.
    record = current;
  }
}

/**
 * A token that lives as long as is wanted, if the IdP can give one: refreshed once, however many readers on however
 * many nodes want it. Whoever comes while a refresh is under way gets its result.
 */
export function keepFresh(vault: Vault, wanted: WantedGrant): Promise<RefreshOutcome> {
  const { identityId } = wanted.record;
  if (remainingLife(wanted.record, vault.tenant.clock.now()) >= wanted.wantedLife) {
    return Promise.resolve({ record: wanted.record, result: 'fresh' });
  }
  const under = vault.flights.get(identityId);
  if (under) return under;
  const flight = obtain(vault, wanted).finally(() => vault.flights.delete(identityId));
  vault.flights.set(identityId, flight);
  return flight;
}
