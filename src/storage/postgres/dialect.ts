import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { findNothingForNul } from './look-ups-with-nul.ts';
import { prepareRepeated } from './prepared-statements.ts';

const int8 = 20;

export interface PostgresOptions {
  readonly url: string;
  /** How many at most. */
  readonly connections: number;
  readonly onLost: (error: Error) => void;
  /** Whether texts that come again are prepared. */
  readonly prepared: boolean;
}

/** For poolers that give every transaction another connection and know nothing of prepared statements. */
const switchedOff = /[?&]prepared_statements=off(?:&|$)/;

/** Kysely over `pg`. Our 64-bit columns hold milliseconds and counts, which a JavaScript number holds exactly. */
export function createPostgresDialect({ url, connections, onLost, prepared }: PostgresOptions): Dialect {
  const prepares = prepared && !switchedOff.test(url);
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
  pool.on('connect', (client) => {
    client.on('error', onLost);
    if (prepares) prepareRepeated(client);
  });
  return new PostgresDialect({ pool, onCreateConnection: findNothingForNul });
}
