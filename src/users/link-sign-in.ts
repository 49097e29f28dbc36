import { ValetkeyError } from '../base/index.ts';
import {
  type Db,
  findIdentity,
  findUser,
  type IdentityRecord,
  insertIdentity,
  listIdentities,
  lockUsers,
  saveProfile,
  saveProfileData,
  touchUser,
  WriteConflict,
} from '../storage/index.ts';
import type { Vault } from '../vault/index.ts';
import { dropTokens } from './drop-tokens.ts';
import { mergeProfile } from './merge-profile.ts';
import { mergeUsers, nextPosition } from './merge-users.ts';
import { chooseUserId, keepSignInTokens, type SignIn } from './sign-in.ts';

/** Whose the account is that somebody signed in with: the user's own, nobody's, or a user of its own. */
export type LinkSide = 'own' | 'new' | 'account';

const keyOf = ({ connection, answer }: SignIn) => ({ connectionId: connection.id, ...answer });

function foreign(): ValetkeyError {
  return new ValetkeyError('access_denied', { description: 'The account cannot be linked' });
}

async function judge(db: Db, userId: string, identity: IdentityRecord | undefined): Promise<LinkSide> {
  if (!identity) return 'new';
  if (identity.userId === userId) return 'own';
  // Linked to somebody else, or with others linked to it that nobody has proven here (T-D06).
  const identities = (await listIdentities(db, [identity.userId])).get(identity.userId) ?? [];
  const user = await findUser(db, identity.userId);
  if (identities.length !== 1 || !user || user.blocked) throw foreign();
  return 'account';
}

/** @throws {ValetkeyError} `access_denied` when the account belongs to somebody from whom it is not taken */
export async function findLinkSide(db: Db, userId: string, signIn: SignIn): Promise<LinkSide> {
  return judge(db, userId, await findIdentity(db, keyOf(signIn)));
}

async function addIdentity(vault: Vault, db: Db, userId: string, signIn: SignIn): Promise<IdentityRecord> {
  const { connection, answer } = signIn;
  const { idpUserId } = await chooseUserId(db, signIn);
  const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
  const identity: IdentityRecord = {
    ...{ identityId: vault.tenant.ids.token(16), userId, position: nextPosition(identities) },
    ...{ connectionId: connection.id, issuer: answer.issuer, subject: answer.subject },
    ...{ connection: connection.name, provider: connection.provider.strategy, isSocial: connection.provider.social },
    ...{ idpUserId, profileData: undefined, createdAt: vault.tenant.clock.now() },
  };
  await insertIdentity(db, identity);
  return identity;
}

/**
 * Links the account that somebody has just signed in with to the user who said yes to it, and keeps its tokens. Both
 * sides are proven, so an account that was a user of its own is merged. Runs in the caller's transaction.
 * @throws {ValetkeyError} as `findLinkSide`, and `login_required` when the user is gone, `user_blocked` when blocked
 */
export async function linkSignIn(vault: Vault, db: Db, userId: string, signIn: SignIn): Promise<void> {
  const before = await findIdentity(db, keyOf(signIn));
  const locked = await lockUsers(db, [userId, ...(before ? [before.userId] : [])]);
  const user = await findUser(db, userId);
  if (!locked.has(userId) || !user) throw new ValetkeyError('login_required');
  if (user.blocked) throw new ValetkeyError('user_blocked');
  const found = await findIdentity(db, keyOf(signIn));
  if (found?.userId !== before?.userId) throw new WriteConflict('the account was linked or deleted at the same time');
  const side = await judge(db, userId, found);
  if (side === 'account') await mergeUsers(vault, db, userId, found!.userId);
  const identity = found ?? (await addIdentity(vault, db, userId, signIn));
  const given = dropTokens(signIn.answer.profile, signIn.answer.tokens);
  const { options } = signIn.connection;
  if (side === 'own' && identity.position === 0) {
    await saveProfile(db, user, mergeProfile(user.profile, given, options));
  } else {
    await saveProfileData(db, identity.identityId, mergeProfile(identity.profileData, given, options));
  }
  await keepSignInTokens(vault, db, signIn, { identityId: identity.identityId, userId });
  await touchUser(db, userId, vault.tenant.clock.now());
}
