import { ValetkeyError } from '../../base/index.ts';
import type { Role } from '../../contract/index.ts';
import {
  type Db,
  deleteInvitations,
  findAdministrator,
  findInvitation,
  hasAdministrators,
  type InvitationRecord,
  insertInvitation,
} from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { type Administration, emailKeyOf } from '../administration.ts';

const day = 86_400_000;
/** Milliseconds that a link is good for. */
const lives = { first_start: day, invitation: 7 * day, recovery: day } as const;

/** A link, once: only the hash of its token is kept. */
export interface NewInvitation extends InvitationRecord {
  /** The token stands behind the #: it reaches no log and no referrer. */
  readonly url: string;
}

interface InvitationWish {
  readonly kind: InvitationRecord['kind'];
  readonly role: Role;
  readonly email?: string | undefined;
  readonly createdBy?: string | undefined;
}

async function createLink(tenant: Tenant, db: Db, { kind, role, email, createdBy }: InvitationWish) {
  const token = tenant.ids.token();
  const now = tenant.clock.now();
  const record: InvitationRecord = {
    invitationId: `inv_${tenant.ids.alphanumeric(16)}`,
    tokenHash: tenant.hash('invitation', token),
    ...{ kind, role, email: email ?? null, createdBy: createdBy ?? null },
    createdAt: now,
    expiresAt: now + lives[kind],
  };
  await insertInvitation(db, record);
  return { ...record, url: `${tenant.issuer}dashboard/welcome#${token}` };
}

/** @throws {ValetkeyError} `administrator_exists` */
export async function invite(
  { tenant }: Administration,
  wish: { readonly role: Role; readonly email?: string | undefined; readonly createdBy: string },
): Promise<NewInvitation> {
  const { db } = tenant.store;
  if (wish.email !== undefined && (await findAdministrator(db, { emailKey: emailKeyOf(wish.email) }))) {
    throw new ValetkeyError('administrator_exists');
  }
  return createLink(tenant, db, { ...wish, kind: 'invitation' });
}

/** The link of the first start, which ends the one before; undefined when there is an administrator. */
export async function createFirstStartLink(tenant: Tenant): Promise<NewInvitation | undefined> {
  return tenant.store.transaction(async (db) => {
    if (await hasAdministrators(db)) return undefined;
    await deleteInvitations(db, { kind: 'first_start' });
    return createLink(tenant, db, { kind: 'first_start', role: 'admin' });
  });
}

/**
 * For whoever has the server's key and no way into the dashboard: a link to a new account, or with an address to a new
 * password or passkey for the account that has it.
 * @throws {ValetkeyError} `inexistent_administrator` for an address that nobody has, `administrator_blocked`
 */
export async function createRecoveryLink(tenant: Tenant, email?: string): Promise<NewInvitation> {
  return tenant.store.transaction(async (db) => {
    if (email !== undefined) {
      const account = await findAdministrator(db, { emailKey: emailKeyOf(email) });
      if (!account) throw new ValetkeyError('inexistent_administrator');
      if (account.blocked) throw new ValetkeyError('administrator_blocked');
      return createLink(tenant, db, { kind: 'recovery', role: account.role, email: account.email });
    }
    if (await hasAdministrators(db)) return createLink(tenant, db, { kind: 'invitation', role: 'admin' });
    await deleteInvitations(db, { kind: 'first_start' });
    return createLink(tenant, db, { kind: 'first_start', role: 'admin' });
  });
}

/**
 * What a link is for, without using it up.
 * @throws {ValetkeyError} `inexistent_invitation`
 */
export async function inspectInvitation({ tenant }: Administration, token: string): Promise<InvitationRecord> {
  const found = await findInvitation(tenant.store.db, tenant.hash('invitation', token), tenant.clock.now());
  if (!found) throw new ValetkeyError('inexistent_invitation');
  return found;
}

/** @throws {ValetkeyError} `invalid_body` when the link was made for another address */
export function checkEmail({ email }: InvitationRecord, given: string): void {
  if (email === null || emailKeyOf(email) === emailKeyOf(given)) return;
  throw new ValetkeyError('invalid_body', { description: 'This link is for another e-mail address.' });
}
