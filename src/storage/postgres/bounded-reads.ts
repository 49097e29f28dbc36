import { Kysely, sql } from 'kysely';
import { type BoundedReads, createBudget, OutOfTime } from '../bounded-read.ts';
import type { Tables } from '../tables.ts';
import { createPostgresDialect } from './dialect.ts';

/** Searches at once: sign-ins must not wait for connections that searches hold. */
const connections = 3;

/** query_canceled: what `statement_timeout` ends. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

/** Reads that PostgreSQL itself ends when their time is over, on connections of their own. */
export function createBoundedReads(url: string, onLost: (error: Error) => void): BoundedReads {
  let opened: Kysely<Tables> | undefined;
  return {
    run(milliseconds, work) {
      // Planned each time: which index is best depends on what is looked for.
      opened ??= new Kysely<Tables>({ dialect: createPostgresDialect({ url, connections, onLost, prepared: false }) });
      const budget = createBudget(milliseconds);
      let timeout = Number.POSITIVE_INFINITY;
      return opened
        .transaction()
        .setAccessMode('read only')
        .execute((db) =>
          work(async (query) => {
            const left = budget.left();
            // One way to the database less, as long as hardly any of the time has been spent.
            if (left < timeout * 0.95) {
              timeout = left;
              await sql.raw(`set local statement_timeout = ${left}`).execute(db);
            }
            const started = performance.now();
            try {
              return (await db.executeQuery(query.compile())).rows;
            } catch (error) {
              throw isTimeout(error) ? new OutOfTime('the search took too long', { cause: error }) : error;
            } finally {
              budget.spend(performance.now() - started);
            }
          }),
        );
    },
    async close() {
      await opened?.destroy();
    },
  };
}
