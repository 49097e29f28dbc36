import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { BoundedRead } from './bounded-read.ts';
import { isPassingConflict, isUniqueViolation } from './failures.ts';
import { migrateToLatest } from './migrations/index.ts';
import type { ColumnTypes } from './migrations/migration.ts';
import type { BoundedReads } from './postgres/bounded-reads.ts';
import { ensureSealedGuards } from './sealed-guards.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';
import { createSearchThread } from './sqlite/search-thread.ts';
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
  /**
   * Runs queries that may be slow, because a caller chose what to look for: one after another, in no more time than
   * given, and without holding up anything else.
   * @throws {OutOfTime}
   */
  readBounded<T>(milliseconds: number, work: (read: BoundedRead) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly url: string;
  /** Told of lost idle connections; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

const attempts = 4;

async function openDialect({ url, onError = () => {} }: StoreOptions) {
  if (/^postgres(ql)?:/.test(url)) {
    // Loaded only where it is used: memory and time at every start otherwise.
    const { createPostgresDialect } = await import('./postgres/dialect.ts');
    const types: ColumnTypes = { bytes: 'bytea', time: 'bigint' };
    // Work in a transaction may look something up outside it (configuration is cached). Out of one pool, transactions
    // that hold every connection would wait for each other's.
    const [single, inTransaction] = [8, 12].map((size) => createPostgresDialect(url, size, onError));
    const { createBoundedReads } = await import('./postgres/bounded-reads.ts');
    const bounded = createBoundedReads(url, onError);
    return { kind: 'postgres' as const, types, dialect: single!, transactionDialect: inTransaction!, bounded };
  }
  const path = url.replace(/^sqlite:(\/\/)?/, '');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its other files the mode of this one, and would itself let everybody read.
  closeSync(openSync(path, 'a', 0o600));
  const types: ColumnTypes = { bytes: 'blob', time: 'integer' };
  const thread = createSearchThread(path);
  const bounded: BoundedReads = {
    run: (milliseconds, work) => work(thread.read(milliseconds)),
    close: () => thread.close(),
  };
  return { kind: 'sqlite' as const, types, dialect: createSqliteDialect(path), transactionDialect: undefined, bounded };
}

/** Opens the database and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { kind, types, dialect, transactionDialect, bounded } = await openDialect(options);
  const db = new Kysely<Tables>({ dialect });
  const transactions = transactionDialect ? new Kysely<Tables>({ dialect: transactionDialect }) : db;
  try {
    await migrateToLatest(db, types);
    await ensureSealedGuards(db);
  } catch (error) {
    await Promise.all([db.destroy(), transactions.destroy()]);
    throw error;
  }
  return {
    kind,
    db,
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await transactions.transaction().execute(work);
        } catch (error) {
          if (attempt === attempts || !(isPassingConflict(error) || isUniqueViolation(error))) throw error;
        }
      }
    },
    readBounded: (milliseconds, work) => bounded.run(milliseconds, work),
    async close() {
      await Promise.all([bounded.close(), db.destroy(), transactions.destroy()]);
    },
  };
}
