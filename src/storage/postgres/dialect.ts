import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { findNothingForNul } from './look-ups-with-nul.ts';

const int8 = 20;

/**
 * Kysely over `pg`. Our 64-bit columns hold milliseconds and counts, which a JavaScript number holds exactly.
 * @param connections how many at most
 */
export function createPostgresDialect(url: string, connections: number, onLost: (error: Error) => void): Dialect {
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
  // Without listeners the loss of a connection would end the process: on the pool for idle ones, on the client for
  // those that a transaction holds between two queries.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', onLost));
  return new PostgresDialect({ pool, onCreateConnection: findNothingForNul });
}
