import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from './database-kind.ts';
import type { Db } from './tables.ts';

/**
 * Milliseconds since 1970 by the database's clock, which all nodes share: leases must not depend on whose clock is fast.
 * SQLite has one process and so one clock: the one that is handed in.
 */
export function databaseTime(db: Db, processTime: number): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`${processTime}`;
}

export async function readDatabaseTime(db: Db, processTime: number): Promise<number> {
  const { rows } = await sql<{ time: number }>`select ${databaseTime(db, processTime)} as time`.execute(db);
  return rows[0]!.time;
}
