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
      .addColumn('session_hash', 'text', (c) =>
        c.notNull().references('administrator_sessions.session_hash').onDelete('cascade'),
      )
      .addColumn('expires_at', sql.raw(types.time), (c) => c.notNull())
      .execute();
    for (const column of ['session_hash', 'expires_at']) {
      await schema.createIndex(`administrator_tokens_${column}`).on('administrator_tokens').column(column).execute();
    }
  },
};
