import type { AdministratorTable } from './administrator-tables.ts';
import { isPostgres } from './database-kind.ts';
import type { Db } from './tables.ts';

export type AdministratorRole = AdministratorTable['role'];

export interface AdministratorRecord {
  administratorId: string;
  name: string;
  email: string;
  emailKey: string;
  role: AdministratorRole;
  blocked: boolean;
  passwordHash: string | null;
  createdAt: number;
  updatedAt: number;
  lastSignInAt: number | null;
}

export interface ListedAdministrator extends AdministratorRecord {
  passkeyCount: number;
}

function toRecord(row: AdministratorTable): AdministratorRecord {
  return {
    administratorId: row.administrator_id,
    name: row.name,
    email: row.email,
    emailKey: row.email_key,
    role: row.role,
    blocked: row.blocked === 1,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSignInAt: row.last_sign_in_at,
  };
}

export async function hasAdministrators(db: Db): Promise<boolean> {
  return (await db.selectFrom('administrators').select('administrator_id').limit(1).executeTakeFirst()) !== undefined;
}

const counted = (db: Db) =>
  db
    .selectFrom('administrators')
    .selectAll('administrators')
    .select((eb) =>
      eb
        .selectFrom('administrator_passkeys')
        .whereRef('administrator_passkeys.administrator_id', '=', 'administrators.administrator_id')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .as('passkeys'),
    );

export async function listAdministrators(db: Db): Promise<ListedAdministrator[]> {
  const rows = await counted(db).orderBy('created_at').orderBy('administrator_id').execute();
  return rows.map((row) => ({ ...toRecord(row), passkeyCount: Number(row.passkeys) }));
}

export async function findAdministrator(
  db: Db,
  by: { readonly administratorId: string } | { readonly emailKey: string },
): Promise<ListedAdministrator | undefined> {
  const [column, value] =
    'emailKey' in by ? (['email_key', by.emailKey] as const) : (['administrator_id', by.administratorId] as const);
  const row = await counted(db).where(column, '=', value).executeTakeFirst();
  return row && { ...toRecord(row), passkeyCount: Number(row.passkeys) };
}

/** False when there is one with this address. */
export async function insertAdministrator(db: Db, record: AdministratorRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('administrators')
    .values({
      administrator_id: record.administratorId,
      name: record.name,
      email: record.email,
      email_key: record.emailKey,
      role: record.role,
      blocked: record.blocked ? 1 : 0,
      password_hash: record.passwordHash,
      created_at: record.createdAt,
      updated_at: record.updatedAt,
      last_sign_in_at: record.lastSignInAt,
    })
    .onConflict((c) => c.column('email_key').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export interface AdministratorChanges {
  name?: string | undefined;
  role?: AdministratorRole | undefined;
  blocked?: boolean | undefined;
  /** null takes it away. */
  passwordHash?: string | null | undefined;
  lastSignInAt?: number | undefined;
}

/** What is undefined stays. */
export async function changeAdministrator(
  db: Db,
  administratorId: string,
  { name, role, blocked, passwordHash, lastSignInAt }: AdministratorChanges,
  now: number,
): Promise<void> {
  await db
    .updateTable('administrators')
    .set({
      ...(name !== undefined && { name }),
      ...(role !== undefined && { role }),
      ...(blocked !== undefined && { blocked: blocked ? 1 : 0 }),
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
      ...(lastSignInAt !== undefined && { last_sign_in_at: lastSignInAt }),
      updated_at: now,
    })
    .where('administrator_id', '=', administratorId)
    .execute();
}

/** Passkeys and sessions go along. */
export async function deleteAdministrator(db: Db, administratorId: string): Promise<void> {
  await db.deleteFrom('administrators').where('administrator_id', '=', administratorId).execute();
}

/**
 * Ids of those who may do everything and are not blocked. Until the transaction ends nobody else learns of a change to
 * them, so that two who remove each other do not both see the other one stay.
 */
export async function lockAdmins(db: Db): Promise<string[]> {
  const query = db
    .selectFrom('administrators')
    .select('administrator_id')
    .where('role', '=', 'admin')
    .where('blocked', '=', 0)
    .orderBy('administrator_id');
  // SQLite lets one transaction write at a time, and knows no such clause.
  const rows = await (isPostgres(db) ? query.forUpdate() : query).execute();
  return rows.map((row) => row.administrator_id);
}

/** Nobody else changes this account until the transaction ends. */
export async function lockAdministrator(db: Db, administratorId: string): Promise<void> {
  const query = db
    .selectFrom('administrators')
    .select('administrator_id')
    .where('administrator_id', '=', administratorId);
  await (isPostgres(db) ? query.forUpdate() : query).execute();
}
