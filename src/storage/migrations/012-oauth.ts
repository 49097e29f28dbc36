import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Keys of clients, pushed requests, one-time ids, keys that tokens are bound to, and signing keys by algorithm. */
export const oauth: Migration = {
  name: '012-oauth',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const addColumn = (table: string, column: string, type: unknown) =>
      schema
        .alterTable(table)
        .addColumn(column, type as 'text')
        .execute();

    await schema
      .createTable('client_credentials')
      .addColumn('credential_id', 'text', (c) => c.primaryKey())
      .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
      .addColumn('kid', 'text', (c) => c.notNull())
      .addColumn('name', 'text')
      .addColumn('algorithm', 'text', (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('expires_at', time)
      .addUniqueConstraint('client_credentials_kid', ['client_id', 'kid'])
      .execute();
    await schema
      .createTable('pushed_requests')
      .addColumn('request_hash', 'text', (c) => c.primaryKey())
      .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
      .addColumn('sealed', bytes, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema
      .createTable('used_ids')
      .addColumn('id_hash', 'text', (c) => c.primaryKey())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    for (const [table, column] of [
      ['pushed_requests', 'client_id'],
      ['pushed_requests', 'expires_at'],
      ['used_ids', 'expires_at'],
    ] as const) {
      await schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
    }

    await addColumn('access_tokens', 'dpop_jkt', 'text');
    await addColumn('refresh_tokens', 'dpop_jkt', 'text');
    await addColumn('signing_keys', 'current_until', time);
    await addColumn('signing_keys', 'revoked_at', time);
    // One current and one next key of each algorithm.
    await sql`drop index signing_keys_state`.execute(db);
    await sql`create unique index signing_keys_state on signing_keys (algorithm, state) where state <> 'previous'`.execute(
      db,
    );
  },
};
