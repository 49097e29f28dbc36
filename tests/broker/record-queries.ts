import { StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { vi } from 'vitest';

export interface RecordedQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

function recordSqlite(note: (query: RecordedQuery) => void): (() => void)[] {
  const methods = (['all', 'run'] as const).map((method) => {
    const real = StatementSync.prototype[method] as (...parameters: unknown[]) => unknown;
    const spy = vi.spyOn(StatementSync.prototype, method).mockImplementation(function spied(
      this: StatementSync,
      ...parameters: unknown[]
    ) {
      note({ sql: this.sourceSQL, parameters });
      return real.apply(this, parameters) as never;
    });
    return () => spy.mockRestore();
  });
  // Searches are run by a thread of their own.
  const { postMessage } = Worker.prototype;
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function spied(this: Worker, ...given) {
    const [message] = given as [Partial<RecordedQuery>];
    if (typeof message?.sql === 'string') note({ sql: message.sql, parameters: message.parameters ?? [] });
    return postMessage.apply(this, given);
  });
  return [...methods, () => spy.mockRestore()];
}

function recordPostgres(note: (query: RecordedQuery) => void): () => void {
  const real = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function spied(
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first, values] = given as [string | { text?: string; values?: unknown[] }, unknown[]?];
    const sql = typeof first === 'string' ? first : first.text;
    const parameters = typeof first === 'string' ? values : first.values;
    // What Kysely submits as an object of its own is not a text.
    if (sql !== undefined) note({ sql, parameters: parameters ?? [] });
    return real.apply(this, given) as never;
  });
  return () => spy.mockRestore();
}

/** Every statement that databases are given which are opened from here on, whoever made it. */
export function recordQueries(): { readonly queries: readonly RecordedQuery[]; stop(): void } {
  const queries: RecordedQuery[] = [];
  const note = (query: RecordedQuery) => void queries.push(query);
  const undo = [...recordSqlite(note), recordPostgres(note)];
  return {
    queries,
    stop() {
      for (const one of undo) one();
    },
  };
}
