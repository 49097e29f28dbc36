import type { CompiledQuery, QueryResult } from 'kysely';
import type { Db } from './tables.ts';

type Read = <R>(query: CompiledQuery<R>) => QueryResult<R>;

const direct = new WeakMap<Db, Read>();

/** On SQLite the way through Kysely's executor costs as much as the query. */
export function useDirectReads(db: Db, read: Read): void {
  direct.set(db, read);
}

/** Runs a compiled query that only reads, for the hottest reads; in a transaction as any other. */
export async function readRows<R>(db: Db, query: CompiledQuery<R>): Promise<R[]> {
  const read = direct.get(db);
  return read ? read(query).rows : (await db.executeQuery(query)).rows;
}
