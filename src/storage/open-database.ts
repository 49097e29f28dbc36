import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CompiledQuery } from 'kysely';
import type { BoundedReads } from './bounded-read.ts';
import type { ColumnTypes } from './migrations/migration.ts';
import { createCommitTogether } from './sqlite/commit-together.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';
import { openSqliteFile, read } from './sqlite/file.ts';
import { createSearchThread } from './sqlite/search-thread.ts';
import type { StoreOptions } from './store.ts';

async function openPostgres({ url, onError = () => {} }: StoreOptions) {
  // Loaded only where it is used: memory and time at every start otherwise.
  const { createPostgresDialect } = await import('./postgres/dialect.ts');
  const { createBoundedReads } = await import('./postgres/bounded-reads.ts');
  const types: ColumnTypes = { bytes: 'bytea', time: 'bigint', clustered: '' };
  // Work in a transaction may look something up outside it (configuration is cached). Out of one pool, transactions
  // that hold every connection would wait for each other's.
  const [single, inTransaction] = [8, 12].map((connections) =>
    createPostgresDialect({ url, connections, onLost: onError, prepared: true }),
  );
  return {
    kind: 'postgres' as const,
    types,
    dialect: single!,
    transactionDialect: inTransaction!,
    sqlite: undefined,
    bounded: createBoundedReads(url, onError),
  };
}

async function openSqlite({ url }: StoreOptions) {
  const path = url.replace(/^sqlite:(\/\/)?/, '');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its other files the mode of this one, and would itself let everybody read.
  closeSync(openSync(path, 'a', 0o600));
  const file = await openSqliteFile(path);
  const thread = createSearchThread(path);
  const bounded: BoundedReads = {
    run: (milliseconds, work) => work(thread.read(milliseconds)),
    close: () => thread.close(),
  };
  const types: ColumnTypes = { bytes: 'blob', time: 'integer', clustered: 'without rowid' };
  return {
    kind: 'sqlite' as const,
    types,
    dialect: createSqliteDialect(file),
    transactionDialect: undefined,
    sqlite: { commitTogether: createCommitTogether(file), read: <R>(query: CompiledQuery<R>) => read<R>(file, query) },
    bounded,
  };
}

/** What Kysely runs on, and what goes past it where it is too slow. */
export function openDatabase(options: StoreOptions) {
  return /^postgres(ql)?:/.test(options.url) ? openPostgres(options) : openSqlite(options);
}
