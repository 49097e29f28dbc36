import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Preparing costs more than running; without a cache each call also leaves native memory behind. */
const capacity = 256;

export interface StatementCache {
  prepare(sql: string): { statement: StatementSync; returnsRows: boolean };
}

export function createStatementCache(database: DatabaseSync): StatementCache {
  const cached = new Map<string, { statement: StatementSync; returnsRows: boolean }>();
  return {
    prepare(sql) {
      const known = cached.get(sql);
      if (known) return known;
      const statement = database.prepare(sql);
      const entry = { statement, returnsRows: statement.columns().length > 0 };
      if (cached.size >= capacity) cached.delete(cached.keys().next().value!);
      cached.set(sql, entry);
      return entry;
    },
  };
}
