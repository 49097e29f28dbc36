import { sql } from 'kysely';
import type { AuthorizationRecord } from './authorizations.ts';
import { databaseTime } from './database-time.ts';
import { fromJson } from './json.ts';
import type { Db } from './tables.ts';

export interface RefreshTokenRecord {
  tokenHash: string;
  authorizationId: string;
  createdAt: number;
  idleExpiresAt: number | null;
  expiresAt: number | null;
  /** Thumbprint of the key that it is bound to (RFC 9449 section 5); null when it is bound to its client alone. */
  dpopJkt?: string | null;
}

export interface FoundRefreshToken extends RefreshTokenRecord {
  /** Milliseconds since it was replaced, by the database's clock; null when it was not. */
  replacedFor: number | null;
  dpopJkt: string | null;
  authorization: AuthorizationRecord;
  revoked: boolean;
  userBlocked: boolean;
}

export async function insertRefreshToken(db: Db, token: RefreshTokenRecord): Promise<void> {
  await db
    .insertInto('refresh_tokens')
    .values({
      token_hash: token.tokenHash,
      authorization_id: token.authorizationId,
      created_at: token.createdAt,
      rotated_at: null,
      idle_expires_at: token.idleExpiresAt,
      expires_at: token.expiresAt,
      dpop_jkt: token.dpopJkt ?? null,
    })
    .execute();
}

/** @param now for SQLite, which has no clock of its own */
export async function findRefreshToken(db: Db, tokenHash: string, now: number): Promise<FoundRefreshToken | undefined> {
  const replacedFor = sql<number | null>`${databaseTime(db, now)} - t.rotated_at`;
  const row = await db
    .selectFrom('refresh_tokens as t')
    .innerJoin('authorizations as a', 'a.authorization_id', 't.authorization_id')
    .innerJoin('users as u', 'u.user_id', 'a.user_id')
    .selectAll('t')
    .select(replacedFor.as('replaced_for'))
    .select(['a.client_id', 'a.user_id', 'a.request', 'a.revoked_at', 'u.blocked'])
    .where('t.token_hash', '=', tokenHash)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    tokenHash: row.token_hash,
    authorizationId: row.authorization_id,
    createdAt: row.created_at,
    replacedFor: row.replaced_for,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    dpopJkt: row.dpop_jkt,
    authorization: {
      authorizationId: row.authorization_id,
      clientId: row.client_id,
      userId: row.user_id,
      request: fromJson(row.request),
    },
    revoked: row.revoked_at !== null,
    userBlocked: row.blocked === 1,
  };
}

/** Marks the token as replaced. Only the first caller gets true; the time of the first use, by the database's clock, stays. */
export async function rotateRefreshToken(db: Db, tokenHash: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('refresh_tokens')
    .set({ rotated_at: databaseTime(db, now) })
    .where('token_hash', '=', tokenHash)
    .where('rotated_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** For tokens that do not rotate: using one moves its idle limit. */
export async function touchRefreshToken(db: Db, tokenHash: string, idleExpiresAt: number | null): Promise<void> {
  await db
    .updateTable('refresh_tokens')
    .set({ idle_expires_at: idleExpiresAt })
    .where('token_hash', '=', tokenHash)
    .execute();
}
