// Vitest's global set-up: gives this run a name, and removes what its workers leave on the PostgreSQL server.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export function setup(): () => Promise<void> {
  const run = randomBytes(4).toString('hex');
  process.env.VALETKEY_TEST_RUN = run;
  return async () => {
    if (!process.env.TEST_DATABASE_URL) return;
    const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    try {
      const { rows } = await client.query('select datname from pg_database where datname like $1', [
        `valetkey\\_test\\_${run}\\_%`,
      ]);
      for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
    } finally {
      await client.end();
    }
  };
}
