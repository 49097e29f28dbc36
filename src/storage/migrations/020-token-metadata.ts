import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What operators note beside sessions and refresh tokens, and the public keys of devices. */
export const tokenMetadata: Migration = {
  name: '020-token-metadata',
  async up(db, types) {
    const { schema } = db as Kysely<unknown>;
    for (const table of ['sessions', 'authorizations']) {
      await schema.alterTable(table).addColumn('metadata', 'text').execute();
    }
    await schema
      .createTable('device_keys')
      .addColumn('device_key_id', 'text', (c) => c.primaryKey())
      .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id').onDelete('cascade'))
      .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
      .addColumn('device_id', 'text', (c) => c.notNull())
      .addColumn('device_name', 'text', (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('created_at', sql.raw(types.time), (c) => c.notNull())
      .addUniqueConstraint('device_keys_device', ['user_id', 'client_id', 'device_id'])
      .execute();
    await schema.createIndex('device_keys_client_id').on('device_keys').column('client_id').execute();
  },
};
