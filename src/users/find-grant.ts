import { ValetkeyError } from '../base/index.ts';
import type { IdpGrant } from '../contract/index.ts';
import { findUserDetails } from '../storage/index.ts';
import { type GrantToRead, readTokens, refreshNow, type TokenReadProof, type Vault } from '../vault/index.ts';
import { presentGrant } from './list-grants.ts';
import type { IdentityName } from './revoke-grant.ts';

/**
 * The grant of one identity of a user, sealed as it is.
 * @throws {ValetkeyError} `inexistent_user`, or `not_found` when there is no such identity or it has no grant
 */
export async function findGrant({ tenant }: Vault, userId: string, { provider, idpUserId }: IdentityName) {
  const details = await findUserDetails(tenant.store.db, userId, true);
  if (!details) throw new ValetkeyError('inexistent_user');
  const index = details.identities.findIndex(
    ({ identity }) => identity.provider === provider && identity.idpUserId === idpUserId,
  );
  const { identity, tokens } = details.identities[index] ?? {};
  if (!identity || !tokens)
    throw new ValetkeyError('not_found', { description: 'There is no grant of this identity.' });
  const grant: GrantToRead = {
    identityId: identity.identityId,
    owner: { tenantId: tenant.id, ...identity },
    record: tokens,
    index,
    isBlocked: details.user.blocked === true,
  };
  return { identity, grant };
}

/**
 * The access token of one grant, refreshed if need be, for somebody who may have it. It is logged before it is opened.
 * @throws {ValetkeyError} `inexistent_user`, `not_found`, `no_idp_token`
 */
export async function readAccessToken(vault: Vault, proof: TokenReadProof, userId: string, name: IdentityName) {
  const { identity, grant } = await findGrant(vault, userId, name);
  const tokens = (await readTokens(vault, proof, [grant], { freshness: 'fresh' })).get(grant.identityId);
  if (!tokens?.accessToken) throw new ValetkeyError('no_idp_token');
  return { identity, record: grant.record, accessToken: tokens.accessToken, expiresIn: tokens.expiresIn };
}

export interface RefreshedGrant {
  readonly result: 'refreshed' | 'unavailable' | 'needs_reauthorization';
  readonly grant: IdpGrant;
}

/**
 * Refreshes one grant at its IdP now, whatever the age of its token.
 * @throws {ValetkeyError} `inexistent_user`, `not_found`
 */
export async function refreshGrant(vault: Vault, userId: string, name: IdentityName): Promise<RefreshedGrant> {
  const { identity, grant } = await findGrant(vault, userId, name);
  const { record, owner, result } = await refreshNow(vault, grant);
  // Linked to another user meanwhile: that is not the grant that was named.
  if (owner.userId !== userId) throw new ValetkeyError('not_found');
  return { result: result === 'fresh' ? 'refreshed' : result, grant: await presentGrant(vault, identity, record) };
}
