import { type FileHandle, open as openFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import { encodeParameter } from './encode-parameter.ts';
import { createMutex, type Mutex } from './mutex.ts';
import { createStatementCache, type StatementCache } from './statement-cache.ts';
import { isBusy, whenFree } from './when-free.ts';

interface Opened {
  readonly database: DatabaseSync;
  readonly statements: StatementCache;
}

/** One file opened twice: readers see the last commit and never wait for a writer (WAL). */
export interface SqliteFile {
  readonly reading: Opened;
  readonly writing: Opened;
  /** Whoever has the turn may write. */
  readonly turns: Mutex;
  /** Resolves when what was committed is on the disk, also without `synchronous = full`; others are served meanwhile. */
  writeOut(): Promise<void>;
  close(): void;
}

export async function openSqliteFile(path: string): Promise<SqliteFile> {
  const open = (readOnly: boolean) => {
    const database = new DatabaseSync(path, { readOnly, timeout: 5_000 });
    database.exec('pragma foreign_keys = on; pragma cache_size = -32000');
    return { database, statements: createStatementCache(database) };
  };
  const writing = open(false);
  // FULL: a commit that was acknowledged is on the disk, also after a power cut.
  await whenFree(() => writing.database.exec('pragma journal_mode = wal; pragma synchronous = full'));
  // T-E18: what is deleted is overwritten, not left on pages that are free.
  writing.database.exec('pragma secure_delete = on');
  // From here on `whenFree` does the waiting.
  writing.database.exec('pragma busy_timeout = 0');
  const reading = open(true);
  let log: Promise<FileHandle> | undefined;
  return {
    reading,
    writing,
    turns: createMutex(),
    async writeOut() {
      // There from the first commit on, and the same file until the last connection is closed.
      log ??= openFile(`${path}-wal`, 'r+');
      await (await log).datasync();
    },
    close() {
      reading.database.close();
      writing.database.close();
      void log?.then((file) => file.close());
    },
  };
}

export function run<R>(statements: StatementCache, query: CompiledQuery): QueryResult<R> {
  const { statement, returnsRows } = statements.prepare(query.sql);
  const parameters = query.parameters.map(encodeParameter);
  if (returnsRows) return { rows: statement.all(...parameters) as R[] };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

/**
 * Reads what was committed last. While no transaction is open the writer's connection does it: with every commit the
 * other one has to let go of all the pages it remembers, which makes a read half as dear again.
 */
export function read<R>({ reading, writing }: SqliteFile, query: CompiledQuery): QueryResult<R> {
  if (writing.database.isTransaction) return run(reading.statements, query);
  try {
    return run(writing.statements, query);
  } catch (error) {
    if (!isBusy(error)) throw error;
    return run(reading.statements, query);
  }
}
