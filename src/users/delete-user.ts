import { deleteUser as deleteUserRecord, listIdentities, lockUser, purgeErasedBytes } from '../storage/index.ts';
import { forgetGrants, type Vault } from '../vault/index.ts';
import { endSessions } from './end-sessions.ts';

/**
 * Deletes a user with all identities, sessions and tokens; whoever is not there is deleted already. The grants at IdPs
 * are revoked afterwards, by the queue: nothing here waits for an IdP.
 * @returns whether there was such a user
 */
export async function deleteUser(vault: Vault, userId: string): Promise<boolean> {
  const { store } = vault.tenant;
  const deleted = await store.transaction(async (db) => {
    // Until the end nobody signs this user in or links to it: what is listed here is all that goes.
    if (!(await lockUser(db, userId))) return false;
    const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
    await forgetGrants(
      vault,
      db,
      identities.map((identity) => identity.identityId),
      'user_deleted',
    );
    await endSessions(vault.tenant, db, { userId }, 'account-deleted');
    await deleteUserRecord(db, userId);
    return true;
  });
  if (deleted) await purgeErasedBytes(store.db);
  return deleted;
}
