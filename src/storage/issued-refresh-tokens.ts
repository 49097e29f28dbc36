import { sql } from 'kysely';
import { fromJson, fromOptionalJson, toJson } from './json.ts';
import type { TokenMetadata } from './sessions.ts';
import type { Db } from './tables.ts';

/** Refresh tokens as their user sees them: those that replaced one another are one, named by their authorization. */
export interface IssuedRefreshToken {
  authorizationId: string;
  clientId: string;
  userId: string;
  sid: string | null;
  request: unknown;
  createdAt: number | null;
  /** When the living one was issued: later than `createdAt` if it replaced another. */
  issuedAt: number;
  idleExpiresAt: number | null;
  expiresAt: number | null;
  metadata: TokenMetadata | undefined;
}

export interface IssuedRefreshTokenFilter {
  userId?: string | undefined;
  clientId?: string | undefined;
  authorizationId?: string | undefined;
}

/** Those that can still be used, by id. */
export async function listIssuedRefreshTokens(
  db: Db,
  { userId, clientId, authorizationId }: IssuedRefreshTokenFilter,
  { after, limit, now }: { after?: string | undefined; limit: number; now: number },
): Promise<IssuedRefreshToken[]> {
  const rows = await db
    .selectFrom('authorizations as a')
    .innerJoin('refresh_tokens as t', 't.authorization_id', 'a.authorization_id')
    .select(['a.authorization_id', 'a.client_id', 'a.user_id', 'a.sid', 'a.request', 'a.code_used_at', 'a.metadata'])
    .select((eb) => [
      eb.fn.max<number>('t.created_at').as('issued_at'),
      eb.fn.max<number | null>('t.idle_expires_at').as('idle_expires_at'),
      eb.fn.max<number | null>('t.expires_at').as('expires_at'),
    ])
    .$if(userId !== undefined, (query) => query.where('a.user_id', '=', userId!))
    .$if(clientId !== undefined, (query) => query.where('a.client_id', '=', clientId!))
    .$if(authorizationId !== undefined, (query) => query.where('a.authorization_id', '=', authorizationId!))
    .$if(after !== undefined, (query) => query.where('a.authorization_id', '>', after!))
    .where('a.revoked_at', 'is', null)
    .where('t.rotated_at', 'is', null)
    .where((eb) => eb.or([eb('t.idle_expires_at', 'is', null), eb('t.idle_expires_at', '>', now)]))
    .where((eb) => eb.or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', now)]))
    .groupBy('a.authorization_id')
    .orderBy('a.authorization_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    authorizationId: row.authorization_id,
    clientId: row.client_id,
    userId: row.user_id,
    sid: row.sid,
    request: fromJson(row.request),
    createdAt: row.code_used_at,
    issuedAt: row.issued_at,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    metadata: fromOptionalJson(row.metadata),
  }));
}

/** Puts these in the place of what was noted. */
export async function saveRefreshTokenMetadata(
  db: Db,
  authorizationId: string,
  metadata: TokenMetadata | undefined,
): Promise<void> {
  await db
    .updateTable('authorizations')
    .set({ metadata: metadata ? toJson(metadata) : null })
    .where('authorization_id', '=', authorizationId)
    .execute();
}

/** What is revoked: by its id, of a session, or of a user, there perhaps only through one client. */
export type WhichAuthorizations =
  | { readonly authorizationIds: readonly string[] }
  | { readonly sid: string }
  /** Through one client, whoever the user. */
  | { readonly clientId: string; readonly userId?: undefined }
  | { readonly userId: string; readonly clientId?: string | undefined };

/**
 * Ends authorizations with all their tokens. Of a user those that can be refreshed or are not redeemed yet, of a session
 * everything that came of it.
 */
export async function revokeAuthorizations(db: Db, which: WhichAuthorizations, now: number): Promise<number> {
  const update = db.updateTable('authorizations').set({ revoked_at: now }).where('revoked_at', 'is', null);
  if ('sid' in which) {
    return Number((await update.where('sid', '=', which.sid).executeTakeFirst()).numUpdatedRows);
  }
  if ('authorizationIds' in which) {
    if (which.authorizationIds.length === 0) return 0;
    const { numUpdatedRows } = await update.where('authorization_id', 'in', which.authorizationIds).executeTakeFirst();
    return Number(numUpdatedRows);
  }
  const { userId, clientId } = which;
  const { numUpdatedRows } = await update
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId!))
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('code_used_at', 'is', null),
        exists(
          selectFrom('refresh_tokens as t')
            .select(sql.lit(1).as('one'))
            .whereRef('t.authorization_id', '=', 'authorizations.authorization_id'),
        ),
      ]),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
