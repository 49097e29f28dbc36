import { Kysely } from 'kysely';
import type { BoundedRead } from './bounded-read.ts';
import { type Write, wroteInBetween } from './commit-together.ts';
import { useDirectReads } from './direct-reads.ts';
import { isPassingConflict, isUniqueViolation, WriteConflict } from './failures.ts';
import { migrateToLatest } from './migrations/index.ts';
import { openDatabase } from './open-database.ts';
import { ensureSealedGuards } from './sealed-guards.ts';
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
   * For what is written all the time: ready statements in one commit. Resolves when it is on the disk; on SQLite the
   * process goes on meanwhile, which it does not in `transaction`.
   * @returns how many rows each statement changed
   * @throws {WriteConflict} when a statement changed another number of rows than it must; nothing is written then
   */
  commitTogether(writes: readonly Write[]): Promise<number[]>;
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

/** Opens the database and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { kind, types, dialect, transactionDialect, sqlite, bounded } = await openDatabase(options);
  const db = new Kysely<Tables>({ dialect });
  if (sqlite) useDirectReads(db, sqlite.read);
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
    commitTogether:
      sqlite?.commitTogether ??
      ((writes) =>
        transactions.transaction().execute(async (on) => {
          const changed: number[] = [];
          for (const { query, rows } of writes) {
            const count = Number((await on.executeQuery(query)).numAffectedRows);
            if (rows !== undefined && count !== rows) throw new WriteConflict(wroteInBetween);
            changed.push(count);
          }
          return changed;
        })),
    readBounded: (milliseconds, work) => bounded.run(milliseconds, work),
    async close() {
      await Promise.all([bounded.close(), db.destroy(), transactions.destroy()]);
    },
  };
}
