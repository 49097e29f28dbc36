import type { Db } from './tables.ts';

/**
 * Notes an id that may be used once, over all nodes: exactly one caller ever gets true.
 * @param expiresAt from when on whatever carries it is refused for its age
 */
export async function spendId(db: Db, idHash: string, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('used_ids')
    .values({ id_hash: idHash, expires_at: expiresAt })
    .onConflict((c) => c.column('id_hash').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
