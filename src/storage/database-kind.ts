import { type Kysely, PostgresAdapter } from 'kysely';

/** Where the two databases need different words. */
export function isPostgres<T>(db: Kysely<T>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
