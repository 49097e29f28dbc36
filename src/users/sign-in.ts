import { ValetkeyError } from '../base/index.ts';
import type { IdpSignIn } from '../idp-client/index.ts';
import type { RequestLog } from '../logs/index.ts';
import {
  type Db,
  findIdentity,
  findUser,
  type IdentityRecord,
  insertIdentity,
  insertUser,
  listIdentities,
  recordLogin,
  saveProfile,
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
async function findHolder(db: Db, userId: string, { connection, answer }: SignIn) {
  if (!(await findUser(db, userId))) return undefined;
  const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
  const isSame = (identity: IdentityRecord) =>
    identity.connectionId === connection.id && identity.issuer === answer.issuer && identity.subject === answer.subject;
  // Signed in for the first time twice at once, and the other was faster: this time the identity will be found.
  if (identities.some(isSame)) throw new WriteConflict('the user was created at the same time');
  return { connection: identities[0]?.connection };
}

/** A user id that is free, or a refusal: an id in use belongs to somebody, and nobody is matched by anything but the key. */
async function chooseUserId(db: Db, signIn: SignIn): Promise<UserIdParts> {
  const { connection, answer } = signIn;
  const first = formUserId(connection, answer.subject, connection.provider.userId);
  // AS-51: it would read like the subject of a machine's token.
  if (/@clients$/i.test(first.userId)) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'profile: the id ends like that of a machine' });
  }
  const holder = await findHolder(db, first.userId, signIn);
  if (!holder) return first;
  // T-D17, T-D18: the connection now points elsewhere, or was deleted and made anew under its old name.
  if (holder.connection === undefined || holder.connection === connection.name) throw conflict(first.userId);
  const second = formUserId(connection, answer.subject, 'qualified');
  if (await findHolder(db, second.userId, signIn)) throw conflict(second.userId);
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

async function updateUser(tenant: Tenant, db: Db, signIn: SignIn, identity: IdentityRecord): Promise<void> {
  const user = await recordLogin(db, identity.userId, { at: tenant.clock.now(), ip: signIn.ip });
  // T-D15: an identity without its user is attached to nobody.
  if (!user) throw new ValetkeyError('identity_conflict', { detail: `identity ${identity.identityId} has no user` });
  if (user.blocked) throw new ValetkeyError('user_blocked');
  if (identity.position > 0) return;
  const given = dropTokens(signIn.answer.profile, signIn.answer.tokens);
  const profile = mergeProfile(user.profile, given, signIn.connection.options);
  await saveProfile(db, identity.userId, profile);
}

/**
 * Creates or updates the user that signed in, and keeps the IdP's tokens. Runs in the caller's transaction.
 * @throws {ValetkeyError} `identity_conflict` when the account cannot be matched safely, `access_denied` when blocked.
 */
export async function signIn(vault: Vault, db: Db, signIn: SignIn): Promise<SignedInUser> {
  const { tenant } = vault;
  const { connection, answer } = signIn;
  const key = { connectionId: connection.id, issuer: answer.issuer, subject: answer.subject };
  const known = await findIdentity(db, key);
  const userName = userNameOf(dropTokens(answer.profile, answer.tokens));
  signIn.log?.about({ userId: known?.userId, userName });
  const identity = known ?? (await createUser(tenant, db, signIn));
  if (known) await updateUser(tenant, db, signIn, known);
  const { ext_access_token, ext_refresh_token, ext_expires_in } = connection.options;
  const { recovered } = await keepTokens(tenant, db, {
    identityId: identity.identityId,
    binding: bindingOf(connection),
    owner: { tenantId: tenant.id, userId: identity.userId, ...key },
    tokens: answer.tokens,
    scopesRequested: signIn.scopesRequested,
    withhold: {
      accessToken: ext_access_token === false,
      refreshToken: ext_refresh_token === false,
      expiry: ext_expires_in === false,
    },
  });
  await dropPendingRevocations(vault, db, key);
  if (recovered) await vault.onHealthChange(db, { kind: 'recovered', identityId: identity.identityId });
  signIn.log?.about({ userId: identity.userId });
  return { userId: identity.userId, identityId: identity.identityId, isNew: known === undefined };
}
