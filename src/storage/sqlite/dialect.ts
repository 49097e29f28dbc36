import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SqliteConnection } from './connection.ts';
import type { SqliteFile } from './file.ts';

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
export function createSqliteDialect(file: SqliteFile): Dialect {
  return {
    createAdapter: () => new TwoConnectionAdapter(),
    createDriver: () => createDriver(file),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(file: SqliteFile): Driver {
  const connectionOf = (connection: DatabaseConnection) => connection as SqliteConnection;
  return {
    async init() {},
    async acquireConnection() {
      return new SqliteConnection(file);
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
      file.close();
    },
  };
}
