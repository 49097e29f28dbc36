import type { Kysely } from 'kysely';

/** The few type names in which the two databases differ. */
export interface ColumnTypes {
  readonly bytes: 'blob' | 'bytea';
  /** Milliseconds since 1970 need 64 bits. */
  readonly time: 'integer' | 'bigint';
  /** After a table whose rows are kept in the order of their key, where the database does not do that by itself. */
  readonly clustered: 'without rowid' | '';
}

export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>, types: ColumnTypes): Promise<void>;
}
