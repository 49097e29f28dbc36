import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { findNothingForNul } from './look-ups-with-nul.ts';

const int8 = 20;

/**
 * Kysely over `pg`. Our 64-bit columns hold milliseconds and counts, which a JavaScript number holds exactly.
 * @param connections how many at most
 */
export function createPostgresDialect(url: string, connections: number, onIdleError: (error: Error) => void): Dialect {
  const types = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    types,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', onIdleError);
  return new PostgresDialect({ pool, onCreateConnection: findNothingForNul });
}
