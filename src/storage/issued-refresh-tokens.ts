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

interface LivingTokens {
  authorizationId: string;
  issuedAt: number;
  idleExpiresAt: number | null;
  expiresAt: number | null;
}

/** Along an index in the order of the ids, until the page is full. */
async function listLiving(
  db: Db,
  { userId, clientId, authorizationId }: IssuedRefreshTokenFilter,
  { after, limit, now }: { after?: string | undefined; limit: number; now: number },
): Promise<LivingTokens[]> {
  // SQLite takes the index of whichever of these two, equal as they are, is named.
  const id = userId === undefined && clientId === undefined ? 't.authorization_id' : 'a.authorization_id';
  return db
    .selectFrom('refresh_tokens as t')
    .innerJoin('authorizations as a', 'a.authorization_id', 't.authorization_id')
    .select((eb) => [
      eb.ref(id).as('authorizationId'),
      eb.fn.max<number>('t.created_at').as('issuedAt'),
      eb.fn.max<number | null>('t.idle_expires_at').as('idleExpiresAt'),
      eb.fn.max<number | null>('t.expires_at').as('expiresAt'),
    ])
    .$if(userId !== undefined, (query) => query.where('a.user_id', '=', userId!))
    .$if(clientId !== undefined, (query) => query.where('a.client_id', '=', clientId!))
    .$if(authorizationId !== undefined, (query) => query.where(id, '=', authorizationId!))
    .$if(after !== undefined, (query) => query.where(id, '>', after!))
    .where('a.revoked_at', 'is', null)
    .where('t.rotated_at', 'is', null)
    .where((eb) => eb.or([eb('t.idle_expires_at', 'is', null), eb('t.idle_expires_at', '>', now)]))
    .where((eb) => eb.or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', now)]))
    .groupBy(id)
    .orderBy(id)
    .limit(limit)
    .execute();
}

/** Those that can still be used, by id. */
export async function listIssuedRefreshTokens(
  db: Db,
  filter: IssuedRefreshTokenFilter,
  page: { after?: string | undefined; limit: number; now: number },
): Promise<IssuedRefreshToken[]> {
  const living = await listLiving(db, filter, page);
  if (living.length === 0) return [];
  const rows = await db
    .selectFrom('authorizations')
    .select(['authorization_id', 'client_id', 'user_id', 'sid', 'request', 'code_used_at', 'metadata'])
    .where(
      'authorization_id',
      'in',
      living.map((one) => one.authorizationId),
    )
    .execute();
  const known = new Map(rows.map((row) => [row.authorization_id, row]));
  return living.flatMap(({ authorizationId, ...times }) => {
    const row = known.get(authorizationId);
    if (!row) return [];
    return {
      ...{ authorizationId, ...times, clientId: row.client_id, userId: row.user_id, sid: row.sid },
      request: fromJson(row.request),
      createdAt: row.code_used_at,
      metadata: fromOptionalJson(row.metadata),
    };
  });
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
