import { ValetkeyError } from '../base/index.ts';
import type { IdpSignIn } from '../idp-client/index.ts';
import {
  type Db,
  findIdentity,
  findUser,
  type IdentityRecord,
  insertIdentity,
  insertUser,
  listIdentities,
  recordLogin,
} from '../storage/index.ts';
import type { Connection, Tenant } from '../tenant/index.ts';
import { keepTokens } from '../vault/index.ts';
import { mergeProfile } from './merge-profile.ts';
import { formUserId, type UserIdParts } from './user-id.ts';

export interface SignIn {
  readonly connection: Connection;
  /** What the IdP said, checked by the IdP client. */
  readonly answer: IdpSignIn;
  readonly scopesRequested: readonly string[];
  readonly ip: string | undefined;
}

export interface SignedInUser {
  readonly userId: string;
  readonly identityId: string;
}

/** A user id that is free, or a refusal: an id in use belongs to somebody, and nobody is matched by anything but the key. */
async function chooseUserId(db: Db, { connection, answer }: SignIn): Promise<UserIdParts> {
  const first = formUserId(connection, answer.subject, connection.provider.userId);
  if (!(await findUser(db, first.userId))) return first;
  const holder = (await listIdentities(db, [first.userId])).get(first.userId)?.[0];
  // T-D17, T-D18: the connection now points elsewhere, or was deleted and made anew under its old name.
  if (!holder || holder.connection === connection.name) {
    throw new ValetkeyError('identity_conflict', { detail: `user id ${first.userId} belongs to another identity` });
  }
  const second = formUserId(connection, answer.subject, 'qualified');
  if (await findUser(db, second.userId)) {
    throw new ValetkeyError('identity_conflict', { detail: `user id ${second.userId} belongs to another identity` });
  }
  return second;
}

async function createUser(tenant: Tenant, db: Db, signIn: SignIn): Promise<IdentityRecord> {
  const { connection, answer } = signIn;
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
  const profile = mergeProfile({}, answer.profile, connection.options, 'first');
  await insertUser(db, userId, { profile, at: now, ip: signIn.ip });
  await insertIdentity(db, identity);
  return identity;
}

async function updateUser(tenant: Tenant, db: Db, signIn: SignIn, identity: IdentityRecord): Promise<void> {
  const user = await findUser(db, identity.userId);
  if (!user) throw new ValetkeyError('identity_conflict', { detail: `identity ${identity.identityId} has no user` });
  if (user.blocked) throw new ValetkeyError('access_denied', { description: 'user is blocked' });
  const profile =
    identity.position === 0
      ? mergeProfile(user.profile, signIn.answer.profile, signIn.connection.options, 'later')
      : user.profile;
  await recordLogin(db, identity.userId, { profile, at: tenant.clock.now(), ip: signIn.ip });
}

/**
 * Creates or updates the user that signed in, and keeps the IdP's tokens. Runs in the caller's transaction.
 * @throws {ValetkeyError} `identity_conflict` when the account cannot be matched safely, `access_denied` when blocked.
 */
export async function signIn(tenant: Tenant, db: Db, signIn: SignIn): Promise<SignedInUser> {
  const { connection, answer } = signIn;
  const key = { connectionId: connection.id, issuer: answer.issuer, subject: answer.subject };
  let identity = await findIdentity(db, key);
  if (identity) await updateUser(tenant, db, signIn, identity);
  else identity = await createUser(tenant, db, signIn);
  const { ext_access_token, ext_refresh_token, ext_expires_in } = connection.options;
  await keepTokens(tenant.keyring, db, {
    identityId: identity.identityId,
    owner: { tenantId: tenant.id, userId: identity.userId, ...key },
    tokens: answer.tokens,
    scopesRequested: signIn.scopesRequested,
    withhold: {
      accessToken: ext_access_token === false,
      refreshToken: ext_refresh_token === false,
      expiry: ext_expires_in === false,
    },
  });
  return { userId: identity.userId, identityId: identity.identityId };
}
