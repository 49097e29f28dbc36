import { isoDate } from '../base/index.ts';
import type { IdpGrant } from '../contract/index.ts';
import { findUserDetails, type IdentityRecord, type IdpTokenRecord } from '../storage/index.ts';
import { findConnectionById } from '../tenant/index.ts';
import { judgeGrant, type Vault } from '../vault/index.ts';

function date<K extends string>(name: K, time: number | undefined): { [N in K]?: string } {
  return time === undefined ? {} : ({ [name]: isoDate(time) } as { [N in K]?: string });
}

/** One grant with its health. */
export async function presentGrant(vault: Vault, identity: IdentityRecord, tokens: IdpTokenRecord): Promise<IdpGrant> {
  const { tenant } = vault;
  const health = judgeGrant(tokens, await findConnectionById(tenant, identity.connectionId), tenant.clock.now());
  return {
    connection: identity.connection,
    provider: identity.provider,
    user_id: identity.idpUserId,
    state: health.state,
    ...(health.reason !== undefined && { reason: health.reason }),
    scopes: health.scopes,
    refreshable: health.refreshable,
    failures: health.failures,
    ...date('since', health.since),
    ...date('expires_at', health.expiresAt),
    ...date('last_refreshed_at', health.lastRefreshedAt),
    ...date('retry_at', health.retryAt),
  };
}

/** The grants of a user with their health, the primary identity's first; undefined when there is no such user. */
export async function listGrants(vault: Vault, userId: string): Promise<IdpGrant[] | undefined> {
  const details = await findUserDetails(vault.tenant.store.db, userId, true);
  if (!details) return undefined;
  const grants: IdpGrant[] = [];
  for (const { identity, tokens } of details.identities) {
    if (tokens) grants.push(await presentGrant(vault, identity, tokens));
  }
  return grants;
}
