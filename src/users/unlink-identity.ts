import { ValetkeyError } from '../base/index.ts';
import {
  type Db,
  type IdentityRecord,
  insertUser,
  listIdentities,
  lockUser,
  moveIdentity,
  purgeErasedBytes,
  revokeAuthorizationsOf,
  touchUser,
} from '../storage/index.ts';
import { forgetGrants, type Vault } from '../vault/index.ts';
import { endSessions } from './end-sessions.ts';
import type { IdentityName } from './revoke-grant.ts';

/**
 * Makes the identity a user of its own again, without metadata and without tokens: its grant is revoked at the IdP
 * (CL-17), as it was given to be used for the user that it leaves. Whoever signed in with it is signed out there.
 */
async function splitOff(vault: Vault, db: Db, identity: IdentityRecord): Promise<void> {
  const now = vault.tenant.clock.now();
  const { identityId, profileData: profile = {} } = identity;
  await forgetGrants(vault, db, [identityId], 'identity_unlinked');
  const userId = `${identity.provider}|${identity.idpUserId}`;
  await insertUser(db, userId, { profile, at: now, ip: undefined }, 0);
  await moveIdentity(db, identityId, { userId, position: 0, profileData: undefined });
  await endSessions(vault.tenant, db, { userId: identity.userId, identityId }, 'session-revoked');
  await revokeAuthorizationsOf(db, identity, now);
  await touchUser(db, identity.userId, now);
}

/**
 * Takes a linked identity away from a user; one that the user does not have is away already.
 * @throws {ValetkeyError} `inexistent_user`, or `main_identity`
 */
export async function unlinkIdentity(vault: Vault, userId: string, name: IdentityName): Promise<void> {
  const { store } = vault.tenant;
  const unlinked = await store.transaction(async (db) => {
    if (!(await lockUser(db, userId))) throw new ValetkeyError('inexistent_user');
    const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
    const found = identities.find((one) => one.provider === name.provider && one.idpUserId === name.idpUserId);
    if (found?.position === 0) throw new ValetkeyError('main_identity');
    if (found) await splitOff(vault, db, found);
    return found !== undefined;
  });
  if (unlinked) await purgeErasedBytes(store.db);
}
