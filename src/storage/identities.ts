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
