import { openWithDataKey, Secret, unwrapDataKey, ValetkeyError } from '../../base/index.ts';
import { createIdpConnection, findIdpFailure, type IdpTokens, isGrantGone } from '../../idp-client/index.ts';
import {
  claimRefresh,
  endGrant,
  findIdpTokens,
  type IdpTokenRecord,
  postponeRefresh,
  type RefreshLease,
  releaseRefresh,
} from '../../storage/index.ts';
import type { Connection } from '../../tenant/index.ts';
import { discardTokens } from '../forget/unwanted-tokens.ts';
import { keepTokens } from '../keep-tokens.ts';
import { type GrantOwner, tokenContext } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { backOff } from './back-off.ts';
import type { RefreshOutcome } from './outcome.ts';
import { storeStubbornly } from './store-stubbornly.ts';

/** Milliseconds: longer than any call to an IdP may take (10 s), and the write after it. */
const leaseLength = 15_000;

/** The grant that is to be refreshed. */
export interface GrantToRefresh {
  readonly owner: GrantOwner;
  readonly connection: Connection;
  readonly record: IdpTokenRecord;
}

function openRefreshToken({ tenant }: Vault, owner: GrantOwner, record: IdpTokenRecord): string | undefined {
  if (record.refreshToken === null) return undefined;
  const key = unwrapDataKey(tenant.keyring, tokenContext(owner, 'data-key', record.version), record.wrappedKey);
  return openWithDataKey(
    key,
    tokenContext(owner, 'refresh_token', record.version, record.binding),
    record.refreshToken,
  );
}

/**
 * Stores what the IdP answered, before anything else is done with it. The comparison is on the refresh token that was
 * used: if the grant has another one by now, a newer refresh or sign-in won, and this answer is the older one.
 */
async function storeAnswer(vault: Vault, grant: GrantToRefresh, lease: RefreshLease, used: string, tokens: IdpTokens) {
  const { tenant } = vault;
  const { owner, record } = grant;
  const { identityId } = record;
  return storeStubbornly(() =>
    tenant.store.transaction(async (db) => {
      const current = await findIdpTokens(db, identityId);
      if (!current || current.health === 'revoked') {
        // Given up while the IdP was asked: what it gave is to be taken back like what was there before.
        await discardTokens(vault, db, grant, tokens);
        return current;
      }
      const ours = current.version === lease.record.version || openRefreshToken(vault, owner, current) === used;
      if (ours) {
        await keepTokens(tenant.keyring, db, {
          identityId,
          owner,
          tokens,
          scopesRequested: current.scopesRequested,
          origin: 'refresh',
          ...(current.binding !== null && { binding: current.binding }),
        });
        if (current.health !== 'ok') await vault.onHealthChange(db, { kind: 'recovered', identityId });
      }
      await releaseRefresh(db, { identityId, leaseNumber: lease.number });
      return findIdpTokens(db, identityId);
    }),
  );
}

/** Whether the request may have reached the IdP without our knowing what it did. */
function isUncertain(error: unknown): boolean {
  return (
    error instanceof ValetkeyError && error.code === 'idp_unreachable' && findIdpFailure(error)?.status === undefined
  );
}

async function recordFailure(vault: Vault, grant: GrantToRefresh, lease: RefreshLease, error: unknown) {
  const { tenant } = vault;
  const { identityId } = grant.record;
  const end = { identityId, leaseNumber: lease.number };
  const now = tenant.clock.now();
  if (isGrantGone(error, grant.connection.provider)) {
    // An answer to a refresh whose predecessor was cut off says that the lost answer had spent the token.
    const reason = lease.record.interrupted ? 'refresh_interrupted' : 'invalid_grant';
    await tenant.store.transaction(async (db) => {
      const ended = await endGrant(db, end, { version: lease.record.version, reason, now });
      if (ended) await vault.onHealthChange(db, { kind: 'broken', identityId, reason });
      else await releaseRefresh(db, end);
    });
    return;
  }
  const retryAt = now + backOff(lease.record.failures, findIdpFailure(error)?.retryAfter);
  await postponeRefresh(tenant.store.db, end, { retryAt, uncertain: isUncertain(error) });
}

/**
 * Refreshes a grant at the IdP if nobody else does. No transaction is open while the IdP is awaited.
 * @returns undefined when another node holds the lease
 */
export async function refreshGrant(vault: Vault, grant: GrantToRefresh): Promise<RefreshOutcome | undefined> {
  const { tenant, idpClient } = vault;
  const { identityId, version } = grant.record;
  const lease = await claimRefresh(tenant.store.db, {
    identityId,
    version,
    length: leaseLength,
    now: tenant.clock.now(),
  });
  if (!lease) return undefined;
  const used = openRefreshToken(vault, grant.owner, lease.record);
  if (used === undefined) {
    await releaseRefresh(tenant.store.db, { identityId, leaseNumber: lease.number });
    return { record: lease.record, result: 'unavailable' };
  }
  let tokens: IdpTokens;
  try {
    tokens = await idpClient.refreshTokens(createIdpConnection(grant.connection), new Secret(used));
  } catch (error) {
    await recordFailure(vault, grant, lease, error);
    const record = (await findIdpTokens(tenant.store.db, identityId)) ?? lease.record;
    return { record, result: record.health === 'ok' ? 'unavailable' : 'needs_reauthorization' };
  }
  const record = await storeAnswer(vault, grant, lease, used, tokens);
  return record ? { record, result: 'fresh' } : { record: lease.record, result: 'unavailable' };
}
