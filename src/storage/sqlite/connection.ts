import { type CompiledQuery, type DatabaseConnection, type QueryResult, SelectQueryNode } from 'kysely';
import { read, run, type SqliteFile } from './file.ts';
import { whenFree } from './when-free.ts';

/**
 * Sign-ins under way: after a power cut their users start anew. The tenant log: nobody is told that an entry is there.
 * They are written without waiting for the disk; what is acknowledged later, in a transaction, takes them along.
 * (A killed process loses nothing either way.)
 */
const passingRows = /^(?:insert into|delete from) "(?:login_transactions|tenant_logs|daily_stats)"/;

/** What Kysely holds while it runs queries: outside a transaction reads go past the writers' queue. */
export class SqliteConnection implements DatabaseConnection {
  readonly #file: SqliteFile;
  #endTurn: (() => void) | undefined;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#endTurn) {
      this.#refuseEnded();
      return run(this.#file.writing.statements, query);
    }
    if (SelectQueryNode.is(query.query as never)) return read(this.#file, query);
    const release = await this.#file.turns.acquire();
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
    const release = await this.#file.turns.acquire();
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
