import type { Db } from './tables.ts';

export interface UsedLinkToken {
  tokenHash: string;
  /** When nobody could use it anyway. */
  expiresAt: number;
}

/** Notes that a token has been used: only the first caller gets true, on any node. */
export async function useLinkToken(db: Db, { tokenHash, expiresAt }: UsedLinkToken): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('used_link_tokens')
    .values({ token_hash: tokenHash, expires_at: expiresAt })
    .onConflict((c) => c.column('token_hash').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
