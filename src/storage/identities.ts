import { fromOptionalJson, toJson } from './json.ts';
import type { Db, IdentityTable } from './tables.ts';

/** Who somebody is: nothing but this, and never an e-mail address. */
export interface IdentityKey {
  connectionId: string;
  issuer: string;
  subject: string;
}

export interface IdentityRecord extends IdentityKey {
  identityId: string;
  userId: string;
  position: number;
  connection: string;
  provider: string;
  isSocial: boolean;
  /** The id without the provider's prefix, as `identities[].user_id` shows it. */
  idpUserId: string;
  profileData: Record<string, unknown> | undefined;
  createdAt: number;
}

export function toIdentityRecord(row: IdentityTable): IdentityRecord {
  return {
    identityId: row.identity_id,
    userId: row.user_id,
    position: row.position,
    connectionId: row.connection_id,
    connection: row.connection,
    provider: row.provider,
    isSocial: row.is_social === 1,
    issuer: row.issuer,
    subject: row.subject,
    idpUserId: row.idp_user_id,
    profileData: fromOptionalJson(row.profile_data),
    createdAt: row.created_at,
  };
}

const columns = [
  'identity_id',
  'user_id',
  'position',
  'connection_id',
  'connection',
  'provider',
  'is_social',
  'issuer',
  'subject',
  'idp_user_id',
  'profile_data',
  'created_at',
] as const satisfies readonly (keyof IdentityTable)[];

/** An identity within the row of a join, where its columns have a prefix. */
export type JoinedIdentity = { [C in keyof IdentityTable as `i_${C}`]: IdentityTable[C] };

/** To select in a join in which `identities` goes by the name `i`. */
export const joinedIdentityColumns = columns.map((column) => `i.${column} as i_${column}` as const);

const aliases = columns.map((column) => [column, `i_${column}`] as const);

export function toJoinedIdentity(row: JoinedIdentity): IdentityRecord {
  const found: Record<string, unknown> = {};
  for (const [column, alias] of aliases) found[column] = row[alias];
  return toIdentityRecord(found as unknown as IdentityTable);
}

/** Whether anybody ever signed in by the connection and is still here. */
export async function hasIdentities(db: Db, connectionId: string): Promise<boolean> {
  const query = db.selectFrom('identities').select('identity_id').where('connection_id', '=', connectionId).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function findIdentity(db: Db, key: IdentityKey): Promise<IdentityRecord | undefined> {
  const row = await db
    .selectFrom('identities')
    .selectAll()
    .where('connection_id', '=', key.connectionId)
    .where('issuer', '=', key.issuer)
    .where('subject', '=', key.subject)
    .executeTakeFirst();
  return row && toIdentityRecord(row);
}

/** The identity that `identities[]` shows so: there is one at most, linked or not. */
export async function findIdentityShownAs(
  db: Db,
  { provider, idpUserId }: Pick<IdentityRecord, 'provider' | 'idpUserId'>,
): Promise<IdentityRecord | undefined> {
  const row = await db
    .selectFrom('identities')
    .selectAll()
    .where('idp_user_id', '=', idpUserId)
    .where('provider', '=', provider)
    .executeTakeFirst();
  return row && toIdentityRecord(row);
}

/** The identities of several users, by user id, the primary first. */
export async function listIdentities(db: Db, userIds: readonly string[]): Promise<Map<string, IdentityRecord[]>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('identities')
    .selectAll()
    .where('user_id', 'in', userIds)
    .orderBy('user_id')
    .orderBy('position')
    .execute();
  return Map.groupBy(rows.map(toIdentityRecord), (identity) => identity.userId);
}

export async function insertIdentity(db: Db, identity: IdentityRecord): Promise<void> {
  await db
    .insertInto('identities')
    .values({
      identity_id: identity.identityId,
      user_id: identity.userId,
      position: identity.position,
      connection_id: identity.connectionId,
      connection: identity.connection,
      provider: identity.provider,
      is_social: identity.isSocial ? 1 : 0,
      issuer: identity.issuer,
      subject: identity.subject,
      idp_user_id: identity.idpUserId,
      profile_data: identity.profileData ? toJson(identity.profileData) : null,
      created_at: identity.createdAt,
    })
    .execute();
}

/** Gives an identity to a user at a place that is free. */
export async function moveIdentity(
  db: Db,
  identityId: string,
  to: Pick<IdentityRecord, 'userId' | 'position' | 'profileData'>,
): Promise<void> {
  await db
    .updateTable('identities')
    .set({
      user_id: to.userId,
      position: to.position,
      profile_data: to.profileData ? toJson(to.profileData) : null,
    })
    .where('identity_id', '=', identityId)
    .execute();
}

/** What the IdP says of a linked identity. */
export async function saveProfileData(db: Db, identityId: string, profileData: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('identities')
    .set({ profile_data: toJson(profileData) })
    .where('identity_id', '=', identityId)
    .execute();
}
