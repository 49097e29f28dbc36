import type { Db } from './tables.ts';

export interface RevokedTokenRecord {
  jti: string;
  /** As whoever revoked it named it; null if it was not named. */
  audience: string | null;
  /** After this no token with that id can be alive, and the row may be removed. */
  expiresAt: number;
}

/** Naming a token again changes nothing but what it is filed under. */
export async function insertRevokedToken(db: Db, { jti, audience, expiresAt }: RevokedTokenRecord): Promise<void> {
  await db
    .insertInto('revoked_tokens')
    .values({ jti, audience, expires_at: expiresAt })
    .onConflict((c) => c.column('jti').doUpdateSet({ audience, expires_at: expiresAt }))
    .execute();
}

export async function listRevokedTokens(db: Db, now: number): Promise<RevokedTokenRecord[]> {
  const rows = await db
    .selectFrom('revoked_tokens')
    .selectAll()
    .where('expires_at', '>', now)
    .orderBy('expires_at')
    .orderBy('jti')
    .execute();
  return rows.map((row) => ({ jti: row.jti, audience: row.audience, expiresAt: row.expires_at }));
}
