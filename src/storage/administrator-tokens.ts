import type { Db } from './tables.ts';

export interface AdministratorTokenRecord {
  /** `jti` of an access token of ours. */
  tokenId: string;
  sessionHash: string;
  expiresAt: number;
}

export async function insertAdministratorToken(
  db: Db,
  { tokenId, sessionHash, expiresAt }: AdministratorTokenRecord,
): Promise<void> {
  await db
    .insertInto('administrator_tokens')
    .values({ token_id: tokenId, session_hash: sessionHash, expires_at: expiresAt })
    .execute();
}

/** Whether the session that this token was issued to lives: it neither ended, nor idled out, nor is its owner blocked. */
export async function isAdministratorTokenAlive(db: Db, tokenId: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('administrator_tokens as t')
    .innerJoin('administrator_sessions as s', 's.session_hash', 't.session_hash')
    .innerJoin('administrators as a', 'a.administrator_id', 's.administrator_id')
    .select('t.token_id')
    .where('t.token_id', '=', tokenId)
    .where('t.expires_at', '>', now)
    .where('s.expires_at', '>', now)
    .where('s.idle_expires_at', '>', now)
    .where('a.blocked', '=', 0)
    .executeTakeFirst();
  return row !== undefined;
}
