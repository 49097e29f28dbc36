import { type IdpTokenRecord, listGrantsOf } from '../../storage/index.ts';
import { findConnectionById, isSwitchedOn } from '../../tenant/index.ts';
import { isRebound } from '../connection-binding.ts';
import { type GrantOwner, ownerOf } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { isBackingOff } from './back-off.ts';
import type { RefreshOutcome } from './outcome.ts';
import { within } from './pace.ts';
import { refreshGrant } from './refresh-grant.ts';

/** Milliseconds that a reader waits in all: a holder that died, and the IdP call after it. */
const patience = 27_000;
/** Milliseconds by which the clocks of nodes may differ. */
const skew = 5 * 60_000;

export interface WantedGrant {
  readonly owner: GrantOwner;
  readonly record: IdpTokenRecord;
  /** Milliseconds that the access token must still live. */
  readonly wantedLife: number;
}

/** Milliseconds left, and never more than the IdP gave; a token without an expiry lives on. */
export function remainingLife({ expiresAt, expiresIn }: IdpTokenRecord, now: number): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY;
  return Math.min(expiresAt - now, expiresIn === null ? Number.POSITIVE_INFINITY : expiresIn * 1000);
}

function isFreshEnough({ record, wantedLife }: WantedGrant, now: number): boolean {
  // Obtained in the future: the clock was set back since, and how old the token is cannot be told.
  const ageUnknown = record.expiresAt !== null && record.obtainedAt > now + skew;
  return !ageUnknown && remainingLife(record, now) >= wantedLife;
}

/** Why the grant cannot be refreshed at all, or not now; undefined when the IdP may be asked. */
export async function findObstacle(vault: Vault, { owner, record }: Omit<WantedGrant, 'wantedLife'>) {
  if (record.health !== 'ok') return { result: 'needs_reauthorization' } as const;
  if (record.refreshToken === null) return { result: 'unavailable' } as const;
  if (isBackingOff(record, vault.tenant.clock.now())) return { result: 'unavailable' } as const;
  const connection = await findConnectionById(vault.tenant, owner.connectionId);
  // T-B16: what was switched off is not kept alive either.
  if (!connection || !isSwitchedOn(connection)) return { result: 'unavailable' } as const;
  return isRebound(record, connection) ? ({ result: 'needs_reauthorization' } as const) : { connection };
}

async function obtain(vault: Vault, wanted: WantedGrant): Promise<RefreshOutcome> {
  const { tenant, refreshing } = vault;
  const { pace, versions, stopping } = refreshing;
  const { identityId } = wanted.record;
  const until = pace.now() + patience;
  let { record, owner } = wanted;
  for (;;) {
    if (isFreshEnough({ ...wanted, record }, tenant.clock.now())) return { record, owner, result: 'fresh' };
    const found = await findObstacle(vault, { owner, record });
    if (found.result !== undefined) return { record, owner, result: found.result };
    if (pace.now() >= until || stopping.aborted) return { record, owner, result: 'unavailable' };
    const outcome = await refreshGrant(vault, { owner, connection: found.connection, record });
    if (outcome) return outcome;
    let [current] = await listGrantsOf(tenant.store.db, [identityId]);
    if (current?.tokens.version === record.version) {
      await versions.change(identityId, record.version, until - pace.now());
      [current] = await listGrantsOf(tenant.store.db, [identityId]);
    }
    if (!current) return { record, owner, result: 'unavailable' };
    // A lease that merely ended leaves the version: then it is this reader's turn to try.
    record = current.tokens;
    owner = ownerOf(tenant.id, current.identity);
  }
}

/**
 * A token that lives as long as is wanted, if the IdP can give one: refreshed once, however many readers on however
 * many nodes want it. Whoever comes while a refresh is under way gets its result.
 */
export async function keepFresh(vault: Vault, wanted: WantedGrant): Promise<RefreshOutcome> {
  const { record, owner } = wanted;
  const { flights, pace } = vault.refreshing;
  const { identityId } = record;
  if (isFreshEnough(wanted, vault.tenant.clock.now())) return { record, owner, result: 'fresh' };
  let flight = flights.get(identityId);
  if (!flight) {
    flight = obtain(vault, wanted).finally(() => flights.delete(identityId));
    flights.set(identityId, flight);
  }
  // The flight may take longer than anybody waits: an answer is held until the database takes it.
  return within(pace, flight, patience, { record, owner, result: 'unavailable' });
}
