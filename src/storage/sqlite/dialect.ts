import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { openSqliteFile, SqliteConnection, type SqliteFile } from './connection.ts';
import { createMutex } from './mutex.ts';

/** Kysely would otherwise let one query or transaction in at a time; our queue is for writers alone. */
class TwoConnectionAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** A migration that is cut off leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over node:sqlite: its own dialect holds one connection, where a read would wait for every transaction. */
export function createSqliteDialect(path: string): Dialect {
  return {
    createAdapter: () => new TwoConnectionAdapter(),
    createDriver: () => createDriver(path),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(path: string): Driver {
  const turns = createMutex();
  let file: SqliteFile | undefined;
  const connectionOf = (connection: DatabaseConnection) => connection as SqliteConnection;
  return {
    async init() {
      file = await openSqliteFile(path);
    },
    async acquireConnection() {
      if (!file) throw new Error('the database is not open');
      return new SqliteConnection(file, turns);
    },
    async beginTransaction(connection) {
      await connectionOf(connection).begin();
    },
    async commitTransaction(connection) {
      connectionOf(connection).end('commit');
    },
    async rollbackTransaction(connection) {
      connectionOf(connection).end('rollback');
    },
    async releaseConnection() {},
    async destroy() {
      file?.close();
      file = undefined;
    },
  };
}
