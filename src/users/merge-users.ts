import {
  type Db,
  deleteUser as deleteUserRecord,
  findUser,
  listIdentities,
  moveIdentity,
  touchUser,
} from '../storage/index.ts';
import { moveGrant, type Vault } from '../vault/index.ts';
import { endSessions } from './end-sessions.ts';

/** A place in `identities[]` behind all others. */
export function nextPosition(identities: readonly { readonly position: number }[]): number {
  return 1 + Math.max(-1, ...identities.map(({ position }) => position));
}

/**
 * Makes every identity of one user one of another's, with its grant. What else the first had ends with it: metadata,
 * sessions, refresh tokens. Runs in the caller's transaction, who has locked both and may do it.
 */
export async function mergeUsers(vault: Vault, db: Db, primaryId: string, secondaryId: string): Promise<void> {
  const { tenant } = vault;
  const identities = await listIdentities(db, [primaryId, secondaryId]);
  const { profile } = (await findUser(db, secondaryId)) ?? {};
  let position = nextPosition(identities.get(primaryId) ?? []);
  for (const identity of identities.get(secondaryId) ?? []) {
    await moveGrant(tenant, db, identity.identityId, primaryId);
    const profileData = identity.position === 0 ? profile : identity.profileData;
    await moveIdentity(db, identity.identityId, { userId: primaryId, position, profileData });
    position += 1;
  }
  await endSessions(tenant, db, { userId: secondaryId }, 'account-deleted');
  await deleteUserRecord(db, secondaryId);
  await touchUser(db, primaryId, tenant.clock.now());
}
