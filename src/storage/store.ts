import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import { isPassingConflict, isUniqueViolation } from './failures.ts';
import { migrateToLatest } from './migrations/index.ts';
import type { ColumnTypes } from './migrations/migration.ts';
import { createPostgresDialect } from './postgres/dialect.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';
import type { Db, Tables } from './tables.ts';

/** The open database of this process. */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** For single queries. Inside `transaction` use only what it hands in: on SQLite the outer one would wait for ever. */
  readonly db: Db;
  /**
   * Runs `work` in one transaction: all of it or nothing. It is run again when another writer got in between
   * (a serialization failure, or somebody inserted the same row first), so it must have no effect but its queries.
   */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly url: string;
  /** Told of lost idle connections; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

const attempts = 4;

function openDialect({ url, onError = () => {} }: StoreOptions) {
  if (/^postgres(ql)?:/.test(url)) {
    const types: ColumnTypes = { bytes: 'bytea', time: 'bigint' };
    return { kind: 'postgres' as const, types, dialect: createPostgresDialect(url, onError) };
  }
  const path = url.replace(/^sqlite:(\/\/)?/, '');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const types: ColumnTypes = { bytes: 'blob', time: 'integer' };
  return { kind: 'sqlite' as const, types, dialect: createSqliteDialect(path) };
}

/** Opens the database and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { kind, types, dialect } = openDialect(options);
  const db = new Kysely<Tables>({ dialect });
  try {
    await migrateToLatest(db, types);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    kind,
    db,
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.transaction().execute(work);
        } catch (error) {
          if (attempt === attempts || !(isPassingConflict(error) || isUniqueViolation(error))) throw error;
        }
      }
    },
    close: () => db.destroy(),
  };
}
