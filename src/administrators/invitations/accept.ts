import { ValetkeyError } from '../../base/index.ts';
import {
  changeAdministrator,
  consumeInvitation,
  type Db,
  deleteInvitations,
  deletePasskeys,
  endAdministratorSessions,
  findAdministrator,
  type InvitationRecord,
  insertAdministrator,
  insertPasskey,
  lockAdministrator,
} from '../../storage/index.ts';
import { type Administration, emailKeyOf } from '../administration.ts';
import type { NewPasskey } from '../passkeys/register.ts';
import { startSession } from '../sessions/session.ts';
import type { SignedIn } from '../sessions/sign-in.ts';
import { checkEmail, inspectInvitation } from './invitations.ts';

/** With what the account will be opened from now on. */
export type Credential = { readonly passwordHash: string } | { readonly passkey: NewPasskey };

export interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  /** The cookie that the browser had before. */
  readonly replaces: string | undefined;
}

/** @throws {ValetkeyError} `administrator_exists` */
async function createAccount(
  { tenant }: Administration,
  db: Db,
  { name, email }: Acceptance,
  { role }: InvitationRecord,
  passwordHash: string | null,
): Promise<string> {
  const now = tenant.clock.now();
  const administratorId = `adm_${tenant.ids.alphanumeric(16)}`;
  const inserted = await insertAdministrator(db, {
    ...{ administratorId, name, email, role, passwordHash },
    ...{ emailKey: emailKeyOf(email), blocked: false, createdAt: now, updatedAt: now, lastSignInAt: now },
  });
  if (!inserted) throw new ValetkeyError('administrator_exists');
  return administratorId;
}

/**
 * What was lost may be in somebody's hands: the old password, passkeys and sessions are worth nothing any more.
 * @throws {ValetkeyError} `administrator_blocked`: a link gives nobody back what an administrator took away
 */
async function renewAccount(
  { tenant }: Administration,
  db: Db,
  { email }: Acceptance,
  passwordHash: string | null,
): Promise<string> {
  const now = tenant.clock.now();
  const emailKey = emailKeyOf(email);
  const known = await findAdministrator(db, { emailKey });
  if (!known) throw new ValetkeyError('inexistent_invitation');
  const { administratorId } = known;
  // Whoever blocks it at this moment waits, and then ends what begins here; or we wait, and see that it is blocked.
  await lockAdministrator(db, administratorId);
  if ((await findAdministrator(db, { emailKey }))?.blocked) throw new ValetkeyError('administrator_blocked');
  await changeAdministrator(db, administratorId, { passwordHash, lastSignInAt: now }, now);
  await deletePasskeys(db, { administratorId });
  await endAdministratorSessions(db, { administratorId });
  return administratorId;
}

/**
 * Makes the account, uses the link up and signs in: all of it or nothing, and for one caller only.
 * @throws {ValetkeyError} `inexistent_invitation`, `administrator_exists`, `administrator_blocked`, `passkey_exists`,
 *   `invalid_body`
 */
export async function acceptInvitation(
  administration: Administration,
  acceptance: Acceptance,
  makeCredential: () => Promise<Credential>,
): Promise<SignedIn> {
  const { tenant } = administration;
  // Looked at first: who has no link does not get us to hash a password.
  checkEmail(await inspectInvitation(administration, acceptance.token), acceptance.email);
  const credential = await makeCredential();
  const passwordHash = 'passwordHash' in credential ? credential.passwordHash : null;
  return tenant.store.transaction(async (db) => {
    const now = tenant.clock.now();
    const invitation = await consumeInvitation(db, tenant.hash('invitation', acceptance.token), now);
    if (!invitation) throw new ValetkeyError('inexistent_invitation');
    const administratorId =
      invitation.kind === 'recovery'
        ? await renewAccount(administration, db, acceptance, passwordHash)
        : await createAccount(administration, db, acceptance, invitation, passwordHash);
    if ('passkey' in credential) {
      const passkeyId = `pk_${tenant.ids.alphanumeric(16)}`;
      const passkey = { ...credential.passkey, passkeyId, administratorId, createdAt: now, lastUsedAt: null };
      if (!(await insertPasskey(db, passkey))) throw new ValetkeyError('passkey_exists');
    }
    await deleteInvitations(db, { kind: 'first_start' });
    const cookie = await startSession(administration, db, administratorId, acceptance.replaces);
    return { administratorId, cookie };
  });
}
