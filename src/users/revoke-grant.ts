import { ValetkeyError } from '../base/index.ts';
import { findUser, listIdentities, purgeErasedBytes } from '../storage/index.ts';
import { revokeGrants, type Vault } from '../vault/index.ts';

/** An identity as `identities[]` names it. */
export interface IdentityName {
  readonly provider: string;
  readonly idpUserId: string;
}

/**
 * Takes one identity's grant back at its IdP and erases its tokens; the identity stays, and a sign-in makes a new grant.
 * @throws {ValetkeyError} `inexistent_user`, or `not_found` when the user has no such identity
 */
export async function revokeGrant(vault: Vault, userId: string, name: IdentityName): Promise<void> {
  const { store } = vault.tenant;
  await store.transaction(async (db) => {
    if (!(await findUser(db, userId))) throw new ValetkeyError('inexistent_user');
    const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
    const named = identities.filter((one) => one.provider === name.provider && one.idpUserId === name.idpUserId);
    if (named.length === 0) throw new ValetkeyError('not_found');
    await revokeGrants(
      vault,
      db,
      named.map((identity) => identity.identityId),
      'revoked_by_operator',
    );
  });
  await purgeErasedBytes(store.db);
}
