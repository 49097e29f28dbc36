import { equalSecrets } from '../../base/index.ts';
import type { IdpTokens } from '../../idp-client/index.ts';
import { type Db, findIdpTokens, type IdpTokenRecord, listGrantsOf, releaseRefresh } from '../../storage/index.ts';
import { discardTokens } from '../forget/unwanted-tokens.ts';
import { keepTokens, withheldBy } from '../keep-tokens.ts';
import { type GrantOwner, ownerOf } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { type HeldGrant, leaseEnd, openRefreshToken } from './held-grant.ts';
import type { RefreshOutcome } from './outcome.ts';
import { storeStubbornly, untilStored } from './store-stubbornly.ts';

/** An answer of an IdP, and the refresh token that it was given for. */
export interface RefreshAnswer {
  readonly used: string;
  readonly tokens: IdpTokens;
}

/** The grant as a reader sees it that comes too late: nothing of it may be given out. */
function withoutTokens(record: IdpTokenRecord): IdpTokenRecord {
  return { ...record, accessToken: null, refreshToken: null, idToken: null, health: 'revoked', expiresAt: 0 };
}

/** A grant as it is now. Its identity may have been linked to another user since the refresh began. */
interface CurrentGrant {
  readonly record: IdpTokenRecord;
  readonly owner: GrantOwner;
}

async function findCurrent({ tenant }: Vault, db: Db, identityId: string): Promise<CurrentGrant | undefined> {
  const [found] = await listGrantsOf(db, [identityId]);
  return found && { record: found.tokens, owner: ownerOf(tenant.id, found.identity) };
}

async function keep(vault: Vault, db: Db, held: HeldGrant, current: CurrentGrant, tokens: IdpTokens) {
  const { identityId, scopesRequested, binding, health } = current.record;
  await keepTokens(vault.tenant, db, {
    identityId,
    owner: current.owner,
    tokens,
    scopesRequested,
    origin: 'refresh',
    // While this process stood still, another one tried the refresh token and was told that the grant is gone. That may
    // have killed what came here too, or this is all that is left of the grant: asking the IdP once more tells.
    unproven: health !== 'ok',
    // Somebody took over meanwhile, and nobody knows what came of it.
    contested: current.record.interrupted && !held.lease.record.interrupted,
    withhold: withheldBy(held.connection.options),
    ...(binding !== null && { binding }),
  });
  if (health !== 'ok') await vault.onHealthChange(db, { kind: 'recovered', identityId });
}

async function store(vault: Vault, db: Db, held: HeldGrant, { used, tokens }: RefreshAnswer) {
  const { identityId } = held.record;
  const current = await findCurrent(vault, db, identityId);
  if (!current || current.record.health === 'revoked') {
    // Given up while the IdP was asked: what it gave is to be taken back like what was there before.
    await discardTokens(vault, db, held, tokens);
    return { record: withoutTokens(held.lease.record), owner: held.owner, ...current, unproven: false };
  }
  const { owner, record: found } = current;
  const kept = openRefreshToken(vault, owner, found);
  // The lease is not asked for: an answer that comes late is all there is, as long as nobody else has got one.
  const ours = kept !== undefined && equalSecrets(kept, used);
  if (ours) await keep(vault, db, held, current, tokens);
  await releaseRefresh(db, leaseEnd(held));
  const record = (await findIdpTokens(db, identityId)) ?? found;
  return { record, owner, unproven: ours && found.health !== 'ok' };
}

/**
 * Stores what the IdP answered, before anything else is done with it. The comparison is on the refresh token that was
 * used: if the grant has another one by now, a newer refresh or sign-in won, and this answer is the older one.
 * @returns undefined when what was stored must be proven first
 */
export async function storeAnswer(
  vault: Vault,
  held: HeldGrant,
  answer: RefreshAnswer,
): Promise<RefreshOutcome | undefined> {
  const { record, owner, unproven } = await storeStubbornly(vault.refreshing.pace, untilStored, () =>
    vault.tenant.store.transaction((db) => store(vault, db, held, answer)),
  );
  if (unproven) return undefined;
  return { record, owner, result: record.health === 'ok' ? 'fresh' : 'needs_reauthorization' };
}
