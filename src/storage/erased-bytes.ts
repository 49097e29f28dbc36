import { sql } from 'kysely';
import { isPostgres } from './database-kind.ts';
import type { Db } from './tables.ts';

/**
 * Makes an erasure reach the disk's every copy that is in our hands: SQLite's log, which still holds the pages as they
 * were before, is written back and cut to nothing. PostgreSQL does it in its own time (vacuum, recycling of its log).
 * Outside a transaction only. Another process that reads the file just then keeps the log until the next call.
 */
export async function purgeErasedBytes(db: Db): Promise<void> {
  if (isPostgres(db)) return;
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
