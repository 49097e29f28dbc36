import { isPostgres } from './database-kind.ts';
import { fromJson, fromOptionalJson, toJson } from './json.ts';
import { insertTerms, replaceTerms } from './search/save-terms.ts';
import type { Db, UserTable } from './tables.ts';

type JsonRecord = Record<string, unknown>;

export interface UserRecord {
  userId: string;
  profile: JsonRecord;
  userMetadata: JsonRecord | undefined;
  appMetadata: JsonRecord | undefined;
  blocked: boolean | undefined;
  createdAt: number;
  updatedAt: number;
  lastLogin: number | undefined;
  lastIp: string | undefined;
  loginsCount: number;
}

export function toUserRecord(row: UserTable): UserRecord {
  return {
    userId: row.user_id,
    profile: fromJson(row.profile),
    userMetadata: fromOptionalJson(row.user_metadata),
    appMetadata: fromOptionalJson(row.app_metadata),
    blocked: row.blocked === null ? undefined : row.blocked === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastLogin: row.last_login ?? undefined,
    lastIp: row.last_ip ?? undefined,
    loginsCount: row.logins_count,
  };
}

/** Characters: longer ones are no addresses (RFC 5321 section 4.5.3.1), and PostgreSQL's index would refuse them. */
const longestEmail = 320;

/** An address for look-ups; what an IdP gives in its place that cannot be one stays in the profile alone. */
function emailOf({ email }: JsonRecord): string | null {
  return typeof email === 'string' && email.length <= longestEmail && !email.includes('\0') ? email : null;
}

export async function findUser(db: Db, userId: string): Promise<UserRecord | undefined> {
  const row = await db.selectFrom('users').selectAll().where('user_id', '=', userId).executeTakeFirst();
  return row && toUserRecord(row);
}

/** Keeps everybody else from changing this user or its identities until the transaction ends. False when there is none. */
export async function lockUser(db: Db, userId: string): Promise<boolean> {
  const query = db.selectFrom('users').select('user_id').where('user_id', '=', userId);
  // SQLite lets one transaction write at a time, and knows no such clause.
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  return row !== undefined;
}

/** The same for several, always in one order, so that two who want the same users wait for each other once. */
export async function lockUsers(db: Db, userIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const userId of [...new Set(userIds)].sort()) if (await lockUser(db, userId)) found.add(userId);
  return found;
}

/** Identities, IdP tokens, sessions and authorizations go with the user. */
export async function deleteUser(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('users').where('user_id', '=', userId).execute();
}

export interface Login {
  profile: JsonRecord;
  at: number;
  ip: string | undefined;
}

/** @param loginsCount 0 for a user who comes of unlinking and has not signed in */
export async function insertUser(db: Db, userId: string, login: Login, loginsCount: 0 | 1 = 1): Promise<void> {
  await db
    .insertInto('users')
    .values({
      user_id: userId,
      profile: toJson(login.profile),
      email: emailOf(login.profile),
      user_metadata: null,
      app_metadata: null,
      blocked: null,
      created_at: login.at,
      updated_at: login.at,
      last_login: loginsCount === 0 ? null : login.at,
      last_ip: login.ip ?? null,
      logins_count: loginsCount,
    })
    .execute();
  const { profile } = login;
  await insertTerms(db, [{ userId, profile, userMetadata: undefined, appMetadata: undefined, blocked: undefined }]);
}

/**
 * Counts a login and gives the user as it is now. It comes first in a sign-in: until the transaction ends nobody else
 * can change this user, so what is decided from the answer (blocked, attributes kept) cannot be out of date.
 */
export async function recordLogin(
  db: Db,
  userId: string,
  { at, ip }: Pick<Login, 'at' | 'ip'>,
): Promise<UserRecord | undefined> {
  const row = await db
    .updateTable('users')
    .set((eb) => ({
      updated_at: at,
      last_login: at,
      last_ip: ip ?? null,
      logins_count: eb('logins_count', '+', 1),
    }))
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst();
  return row && toUserRecord(row);
}

/** Writes the root attributes, if they are others than those of `known`, a user read in this transaction. */
export async function saveProfile(db: Db, known: UserRecord, profile: JsonRecord): Promise<void> {
  const text = toJson(profile);
  if (text === toJson(known.profile)) return;
  await db
    .updateTable('users')
    .set({ profile: text, email: emailOf(profile) })
    .where('user_id', '=', known.userId)
    .execute();
  await replaceTerms(db, known.userId, known, { ...known, profile });
}

/** Something about the user was changed that is kept elsewhere. */
export async function touchUser(db: Db, userId: string, at: number): Promise<void> {
  await db.updateTable('users').set({ updated_at: at }).where('user_id', '=', userId).execute();
}

/** What the Management API may change. */
export type UserChanges = Pick<UserRecord, 'profile' | 'userMetadata' | 'appMetadata' | 'blocked' | 'updatedAt'>;

/** Writes a user anew that was locked and read in this transaction. */
export async function saveUser(db: Db, known: UserRecord, changes: UserChanges): Promise<void> {
  const { profile, userMetadata, appMetadata, blocked, updatedAt } = changes;
  await db
    .updateTable('users')
    .set({
      profile: toJson(profile),
      email: emailOf(profile),
      user_metadata: userMetadata ? toJson(userMetadata) : null,
      app_metadata: appMetadata ? toJson(appMetadata) : null,
      blocked: blocked === undefined ? null : blocked ? 1 : 0,
      updated_at: updatedAt,
    })
    .where('user_id', '=', known.userId)
    .execute();
  await replaceTerms(db, known.userId, known, changes);
}

/** Columns that lists may be sorted by: each has an index. */
export const userSortFields = ['user_id', 'created_at', 'email', 'last_login', 'logins_count'] as const;
export type UserSortField = (typeof userSortFields)[number];

export function isUserSortField(field: string): field is UserSortField {
  return userSortFields.some((column) => column === field);
}

export interface UserPage {
  sort: { field: UserSortField; direction: 'asc' | 'desc' };
  offset: number;
  limit: number;
}

export async function listUsers(db: Db, { sort, offset, limit }: UserPage): Promise<UserRecord[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .orderBy(sort.field, sort.direction)
    .orderBy('user_id', sort.direction)
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(toUserRecord);
}

export async function countUsers(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function listUsersByEmail(db: Db, email: string, limit: number): Promise<UserRecord[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('email', '=', email)
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map(toUserRecord);
}

/** Users by their ids, in the order of these; who is gone is left out. */
export async function listUsersById(db: Db, userIds: readonly string[]): Promise<UserRecord[]> {
  if (userIds.length === 0) return [];
  const rows = await db.selectFrom('users').selectAll().where('user_id', 'in', userIds).execute();
  const found = new Map(rows.map((row) => [row.user_id, toUserRecord(row)]));
  return userIds.flatMap((userId) => found.get(userId) ?? []);
}
