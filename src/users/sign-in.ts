import { ValetkeyError } from '../base/index.ts';
import type { IdpSignIn } from '../idp-client/index.ts';
import type { RequestLog } from '../logs/index.ts';
import {
  type Db,
  findIdentity,
  findIdentityShownAs,
  findUser,
  type IdentityRecord,
  insertIdentity,
  insertUser,
  listIdentities,
  recordLogin,
  saveProfile,
  saveProfileData,
  WriteConflict,
} from '../storage/index.ts';
import type { Connection, Tenant } from '../tenant/index.ts';
import { bindingOf, dropPendingRevocations, keepTokens, type Vault } from '../vault/index.ts';
import { dropTokens } from './drop-tokens.ts';
import { createsUsers, mergeProfile, userNameOf } from './merge-profile.ts';
import { formUserId, type UserIdParts } from './user-id.ts';

export interface SignIn {
  readonly connection: Connection;
  /** What the IdP said, checked by the IdP client. */
  readonly answer: IdpSignIn;
  readonly scopesRequested: readonly string[];
  readonly ip: string | undefined;
  /** Told whom the sign-in is about, also when it is refused. */
  readonly log?: Pick<RequestLog, 'about'>;
}

export interface SignedInUser {
  readonly userId: string;
  readonly identityId: string;
  /** Somebody who was not known here before. */
  readonly isNew: boolean;
}

function conflict(userId: string): ValetkeyError {
  return new ValetkeyError('identity_conflict', { detail: `user id ${userId} belongs to another identity` });
}

/** Whether this id is somebody's, and through which connection. */
async function findHolder(db: Db, { userId, idpUserId }: UserIdParts, { connection, answer }: SignIn) {
  // A linked identity keeps its id, though no user has it meanwhile: it is one again when it is unlinked.
  const linked = await findIdentityShownAs(db, { provider: connection.provider.strategy, idpUserId });
  if (!linked && !(await findUser(db, userId))) return undefined;
  const identities = linked ? [linked] : ((await listIdentities(db, [userId])).get(userId) ?? []);
  const isSame = (identity: IdentityRecord) =>
    identity.connectionId === connection.id && identity.issuer === answer.issuer && identity.subject === answer.subject;
  // Signed in for the first time twice at once, and the other was faster: this time the identity will be found.
  if (identities.some(isSame)) throw new WriteConflict('the user was created at the same time');
  return { connection: identities[0]?.connection };
}

/** A user id that is free, or a refusal: an id in use belongs to somebody, and nobody is matched by anything but the key. */
export async function chooseUserId(db: Db, signIn: SignIn): Promise<UserIdParts> {
  const { connection, answer } = signIn;
  const first = formUserId(connection, answer.subject, connection.provider.userId);
  // AS-51: it would read like the subject of a machine's token.
  if (/@clients$/i.test(first.userId)) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'profile: the id ends like that of a machine' });
  }
  const holder = await findHolder(db, first, signIn);
  if (!holder) return first;
  // T-D17, T-D18: the connection now points elsewhere, or was deleted and made anew under its old name.
  if (holder.connection === undefined || holder.connection === connection.name) throw conflict(first.userId);
  const second = formUserId(connection, answer.subject, 'qualified');
  if (await findHolder(db, second, signIn)) throw conflict(second.userId);
  return second;
}

async function createUser(tenant: Tenant, db: Db, signIn: SignIn): Promise<IdentityRecord> {
  const { connection, answer } = signIn;
  if (!createsUsers(connection.options)) {
    throw new ValetkeyError('access_denied', {
      description: 'The user does not exist, and this connection makes none.',
    });
  }
  const { userId, idpUserId } = await chooseUserId(db, signIn);
  const now = tenant.clock.now();
  const identity: IdentityRecord = {
    identityId: tenant.ids.token(16),
    userId,
    position: 0,
    connectionId: connection.id,
    issuer: answer.issuer,
    subject: answer.subject,
    connection: connection.name,
    provider: connection.provider.strategy,
    isSocial: connection.provider.social,
    idpUserId,
    profileData: undefined,
    createdAt: now,
  };
  const profile = mergeProfile(undefined, dropTokens(answer.profile, answer.tokens), connection.options);
  await insertUser(db, userId, { profile, at: now, ip: signIn.ip });
  await insertIdentity(db, identity);
  return identity;
}

/** The identity may have been linked or unlinked since it was read: its user is another one then. */
async function refuseMoved(db: Db, identity: IdentityRecord): Promise<void> {
  const current = await findIdentity(db, identity);
  if (current?.userId !== identity.userId) throw new WriteConflict('the identity was moved at the same time');
}

async function updateUser(tenant: Tenant, db: Db, signIn: SignIn, identity: IdentityRecord): Promise<void> {
  const user = await recordLogin(db, identity.userId, { at: tenant.clock.now(), ip: signIn.ip });
  // Until the end nobody can unlink it; who was quicker is seen now.
  if (!user || identity.position > 0) await refuseMoved(db, identity);
  // T-D15: an identity without its user is attached to nobody.
  if (!user) throw new ValetkeyError('identity_conflict', { detail: `identity ${identity.identityId} has no user` });
  if (user.blocked) throw new ValetkeyError('user_blocked');
  const given = dropTokens(signIn.answer.profile, signIn.answer.tokens);
  const { options } = signIn.connection;
  if (identity.position === 0) {
    await saveProfile(db, user, mergeProfile(user.profile, given, options));
  } else {
    await saveProfileData(db, identity.identityId, mergeProfile(identity.profileData, given, options));
  }
}

/** Keeps what the IdP gave at a sign-in for the identity that signed in. */
export async function keepSignInTokens(
  vault: Vault,
  db: Db,
  { connection, answer, scopesRequested }: Omit<SignIn, 'ip'>,
  { identityId, userId }: Pick<IdentityRecord, 'identityId' | 'userId'>,
): Promise<void> {
  const key = { connectionId: connection.id, issuer: answer.issuer, subject: answer.subject };
  const { ext_access_token, ext_refresh_token, ext_expires_in } = connection.options;
  const { recovered } = await keepTokens(vault.tenant, db, {
    identityId,
    binding: bindingOf(connection),
    owner: { tenantId: vault.tenant.id, userId, ...key },
    tokens: answer.tokens,
    scopesRequested,
    withhold: {
      accessToken: ext_access_token === false,
      refreshToken: ext_refresh_token === false,
      expiry: ext_expires_in === false,
    },
  });
  await dropPendingRevocations(vault, db, key);
  if (recovered) await vault.onHealthChange(db, { kind: 'recovered', identityId });
}

/**
 * Creates or updates the user that signed in, and keeps the IdP's tokens. Runs in the caller's transaction.
 * @throws {ValetkeyError} `identity_conflict` when the account cannot be matched safely, `access_denied` when blocked.
 */
export async function signIn(vault: Vault, db: Db, signIn: SignIn): Promise<SignedInUser> {
  const { connection, answer } = signIn;
  const known = await findIdentity(db, { connectionId: connection.id, ...answer });
  const userName = userNameOf(dropTokens(answer.profile, answer.tokens));
  signIn.log?.about({ userId: known?.userId, userName });
  const identity = known ?? (await createUser(vault.tenant, db, signIn));
  if (known) await updateUser(vault.tenant, db, signIn, known);
  await keepSignInTokens(vault, db, signIn, identity);
  signIn.log?.about({ userId: identity.userId });
  return { userId: identity.userId, identityId: identity.identityId, isNew: known === undefined };
}
