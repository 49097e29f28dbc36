import { fromJson } from './json.ts';
import type { Db } from './tables.ts';

export interface AccessTokenRecord {
  tokenHash: string;
  authorizationId: string;
  scope: string;
  expiresAt: number;
  /** Thumbprint of the key that it is bound to (RFC 9449); null for a bearer token. */
  dpopJkt?: string | null;
  /** The consent that it rests on, where that is another one than its authorization's. */
  userGrantId?: string | undefined;
}

export interface LiveAccessToken {
  clientId: string;
  userId: string;
  scope: string;
  request: unknown;
  dpopJkt: string | null;
}

export async function insertAccessToken(db: Db, token: AccessTokenRecord): Promise<void> {
  await db
    .insertInto('access_tokens')
    .values({
      token_hash: token.tokenHash,
      authorization_id: token.authorizationId,
      scope: token.scope,
      expires_at: token.expiresAt,
      dpop_jkt: token.dpopJkt ?? null,
      user_grant_id: token.userGrantId ?? null,
    })
    .execute();
}

/** A user's access token that has not expired, was not revoked, whose consent stands, and whose user is not blocked. */
export async function findLiveAccessToken(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<LiveAccessToken | undefined> {
  const row = await db
    .selectFrom('access_tokens as t')
    .innerJoin('authorizations as a', 'a.authorization_id', 't.authorization_id')
    .innerJoin('users as u', 'u.user_id', 'a.user_id')
    .leftJoin('user_grants as g', 'g.user_grant_id', 't.user_grant_id')
    .select(['a.client_id', 'a.user_id', 'a.request', 't.scope', 't.dpop_jkt', 'u.blocked'])
    .where('t.token_hash', '=', tokenHash)
    .where('t.expires_at', '>', now)
    .where('a.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('t.user_grant_id', 'is', null), eb('g.user_grant_id', 'is not', null)]))
    .executeTakeFirst();
  if (!row || row.blocked === 1) return undefined;
  return {
    clientId: row.client_id,
    userId: row.user_id,
    scope: row.scope,
    request: fromJson(row.request),
    dpopJkt: row.dpop_jkt,
  };
}
