import { ValetkeyError } from '../../base/index.ts';
import {
  changeAdministrator,
  endAdministratorSessions,
  findAdministrator,
  noteReauthentication,
} from '../../storage/index.ts';
import { type Administration, emailKeyOf } from '../administration.ts';
import { countSignInAttempt } from './attempts.ts';
import { type DashboardSession, startSession } from './session.ts';

export interface SignInWish {
  /** Where the request came from. */
  readonly address: string;
  /** The cookie that the browser had before. */
  readonly replaces: string | undefined;
}

/** A session that just began. */
export interface SignedIn {
  readonly administratorId: string;
  readonly cookie: string;
}

/**
 * Starts a session of somebody who proved who it is.
 * @throws {ValetkeyError} `sign_in_refused` when the account was blocked or removed in the meantime
 */
export async function completeSignIn(
  administration: Administration,
  administratorId: string,
  replaces: string | undefined,
): Promise<SignedIn> {
  const { store, clock } = administration.tenant;
  const cookie = await store.transaction(async (db) => {
    await changeAdministrator(db, administratorId, { lastSignInAt: clock.now() }, clock.now());
    // Looked at under the lock of that write: a session begun during a block would be there when the block is lifted.
    const account = await findAdministrator(db, { administratorId });
    if (!account || account.blocked) throw new ValetkeyError('sign_in_refused');
    return startSession(administration, db, administratorId, replaces);
  });
  return { administratorId, cookie };
}

/**
 * Every reason to refuse looks alike and takes as long: an address that is not known, a wrong password, an account
 * without one, a blocked one.
 * @throws {ValetkeyError} `sign_in_refused`, or `too_many_requests` before anything is looked up
 */
export async function signInWithPassword(
  administration: Administration,
  { email, password, address, replaces }: SignInWish & { readonly email: string; readonly password: string },
): Promise<SignedIn> {
  const emailKey = emailKeyOf(email);
  await countSignInAttempt(administration, emailKey, address);
  const account = await findAdministrator(administration.tenant.store.db, { emailKey });
  const matches = await administration.passwords.verify(password, account?.passwordHash);
  if (!account || !matches || account.blocked) throw new ValetkeyError('sign_in_refused');
  return completeSignIn(administration, account.administratorId, replaces);
}

/** @throws {ValetkeyError} `sign_in_refused`, `too_many_requests` */
export async function reauthenticateWithPassword(
  administration: Administration,
  session: DashboardSession,
  { password, address }: { readonly password: string; readonly address: string },
): Promise<void> {
  const { store, clock } = administration.tenant;
  await countSignInAttempt(administration, emailKeyOf(session.email), address);
  const account = await findAdministrator(store.db, { administratorId: session.administratorId });
  if (!(await administration.passwords.verify(password, account?.passwordHash))) {
    throw new ValetkeyError('sign_in_refused', { description: 'That is not your password.' });
  }
  await noteReauthentication(store.db, session.sessionHash, clock.now());
}

/** A new password ends every other session of the account: whoever had the old one is out. */
export async function setPassword(
  administration: Administration,
  { administratorId, sessionHash }: DashboardSession,
  password: string,
): Promise<void> {
  const { store, clock } = administration.tenant;
  const passwordHash = await administration.passwords.hash(password);
  await store.transaction(async (db) => {
    await changeAdministrator(db, administratorId, { passwordHash }, clock.now());
    await endAdministratorSessions(db, { administratorId, except: sessionHash });
  });
}
