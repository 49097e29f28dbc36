import { DatabaseSync } from 'node:sqlite';
import { type CompiledQuery, type DatabaseConnection, type QueryResult, SelectQueryNode } from 'kysely';
import { encodeParameter } from './encode-parameter.ts';
import type { Mutex } from './mutex.ts';
import { createStatementCache, type StatementCache } from './statement-cache.ts';
import { whenFree } from './when-free.ts';

/** One file opened twice: readers see the last commit and never wait for a writer (WAL). */
export interface SqliteFile {
  readonly reading: { database: DatabaseSync; statements: StatementCache };
  readonly writing: { database: DatabaseSync; statements: StatementCache };
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
  return {
    reading,
    writing,
    close() {
      reading.database.close();
      writing.database.close();
    },
  };
}

/**
 * Sign-ins under way: after a power cut their users start anew. The tenant log: nobody is told that an entry is there.
 * They are written without waiting for the disk; what is acknowledged later, in a transaction, takes them along.
 * (A killed process loses nothing either way.)
 */
const passingRows = /^(?:insert into|delete from) "(?:login_transactions|tenant_logs|daily_stats)"/;

function run<R>(statements: StatementCache, query: CompiledQuery): QueryResult<R> {
  const { statement, returnsRows } = statements.prepare(query.sql);
  const parameters = query.parameters.map(encodeParameter);
  if (returnsRows) return { rows: statement.all(...parameters) as R[] };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

/** What Kysely holds while it runs queries: outside a transaction reads go past the writers' queue. */
export class SqliteConnection implements DatabaseConnection {
  readonly #file: SqliteFile;
  readonly #turns: Mutex;
  #endTurn: (() => void) | undefined;

  constructor(file: SqliteFile, turns: Mutex) {
    this.#file = file;
    this.#turns = turns;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#endTurn) {
      this.#refuseEnded();
      return run(this.#file.writing.statements, query);
    }
    if (SelectQueryNode.is(query.query as never)) return run(this.#file.reading.statements, query);
    const release = await this.#turns.acquire();
    const { database, statements } = this.#file.writing;
    const passing = passingRows.test(query.sql);
    try {
      if (passing) database.exec('pragma synchronous = normal');
      return await whenFree(() => run(statements, query));
    } finally {
      if (passing) database.exec('pragma synchronous = full');
      release();
    }
  }

  async begin(): Promise<void> {
    const release = await this.#turns.acquire();
    try {
      // A deferred transaction that reads first and then writes fails with SQLITE_BUSY when another process wrote between.
      await whenFree(() => this.#file.writing.database.exec('begin immediate'));
    } catch (error) {
      release();
      throw error;
    }
    this.#endTurn = release;
  }

  end(how: 'commit' | 'rollback'): void {
    const release = this.#endTurn;
    if (!release) return;
    const { database } = this.#file.writing;
    try {
      if (how === 'commit') this.#refuseEnded();
      if (database.isTransaction) database.exec(how);
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    } finally {
      this.#endTurn = undefined;
      release();
    }
  }

  /** SQLite itself rolls back when the disk is full or fails: what came after would be written without the rest. */
  #refuseEnded(): void {
    if (!this.#file.writing.database.isTransaction) throw new Error('SQLite has rolled the transaction back');
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}
