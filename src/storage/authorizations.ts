import { fromJson, toJson } from './json.ts';
import type { AuthorizationTable, Db } from './tables.ts';

export interface AuthorizationRecord {
  authorizationId: string;
  clientId: string;
  userId: string;
  /** What was asked for at the authorization endpoint; its shape belongs to the caller. */
  request: unknown;
}

function toRecord(row: Pick<AuthorizationTable, 'authorization_id' | 'client_id' | 'user_id' | 'request'>) {
  return {
    authorizationId: row.authorization_id,
    clientId: row.client_id,
    userId: row.user_id,
    request: fromJson(row.request),
  };
}

export interface NewAuthorization extends AuthorizationRecord {
  /** That the user signed in with. */
  identityId?: string;
  /** The session that it came of, if any. */
  sid?: string | undefined;
  /** The consent that it rests on, if one was needed. */
  userGrantId?: string | undefined;
  codeHash: string;
  codeExpiresAt: number;
  expiresAt: number;
}

export async function insertAuthorization(db: Db, authorization: NewAuthorization): Promise<void> {
  await db
    .insertInto('authorizations')
    .values({
      authorization_id: authorization.authorizationId,
      client_id: authorization.clientId,
      user_id: authorization.userId,
      identity_id: authorization.identityId ?? null,
      request: toJson(authorization.request),
      code_hash: authorization.codeHash,
      code_expires_at: authorization.codeExpiresAt,
      code_used_at: null,
      revoked_at: null,
      sid: authorization.sid ?? null,
      user_grant_id: authorization.userGrantId ?? null,
      expires_at: authorization.expiresAt,
    })
    .execute();
}

export type ConsumedCode =
  | { outcome: 'unknown' }
  /** The code was used before: everything that came of it is revoked by now (RFC 6749 section 4.1.2). */
  | { outcome: 'used-before' }
  | { outcome: 'consumed'; authorization: AuthorizationRecord; expired: boolean };

/** Spends the code: exactly one caller ever gets `consumed`. */
export async function consumeAuthorizationCode(db: Db, codeHash: string, now: number): Promise<ConsumedCode> {
  const row = await db
    .updateTable('authorizations')
    .set({ code_used_at: now })
    .where('code_hash', '=', codeHash)
    .where('code_used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning(['authorization_id', 'client_id', 'user_id', 'request', 'code_expires_at'])
    .executeTakeFirst();
  if (row) return { outcome: 'consumed', authorization: toRecord(row), expired: row.code_expires_at <= now };
  const { numUpdatedRows } = await db
    .updateTable('authorizations')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();
  return { outcome: numUpdatedRows > 0n ? 'used-before' : 'unknown' };
}

export async function revokeAuthorization(db: Db, authorizationId: string, now: number): Promise<void> {
  await db
    .updateTable('authorizations')
    .set({ revoked_at: now })
    .where('authorization_id', '=', authorizationId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends what came of sign-ins of this user with one of its identities. */
export async function revokeAuthorizationsOf(
  db: Db,
  { userId, identityId }: { userId: string; identityId: string },
  now: number,
): Promise<void> {
  await db
    .updateTable('authorizations')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('identity_id', '=', identityId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Moves the day on which the row may be removed: it must outlive every token that hangs on it. */
export async function extendAuthorization(db: Db, authorizationId: string, expiresAt: number): Promise<void> {
  await db
    .updateTable('authorizations')
    .set({ expires_at: expiresAt })
    .where('authorization_id', '=', authorizationId)
    .where('expires_at', '<', expiresAt)
    .execute();
}
