import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What keeps rights from being stretched: clients that only admins may touch, and tokens that end with a session. */
export const rights: Migration = {
  name: '021-rights',
  async up(db, types) {
    const { schema } = db as Kysely<unknown>;
    await schema
      .alterTable('clients')
      .addColumn('kept_for_admins', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await schema
      .createTable('administrator_tokens')
      .addColumn('token_id', 'text', (c) => c.primaryKey())
      .addColumn('session_hash', 'text', (c) => c.notNull())
      .addColumn('expires_at', sql.raw(types.time), (c) => c.notNull())
      .execute();
    await schema
      .createIndex('administrator_tokens_expires_at')
      .on('administrator_tokens')
      .column('expires_at')
      .execute();
  },
};
