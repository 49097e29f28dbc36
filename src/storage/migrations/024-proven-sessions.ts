import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** When a session began, and whether its `auth_time` is the IdP's word: of those that there are nobody knows. */
export const provenSessions: Migration = {
  name: '024-proven-sessions',
  async up(db, types) {
    const { schema } = db as Kysely<unknown>;
    await schema.alterTable('sessions').addColumn('created_at', sql.raw(types.time)).execute();
    await schema
      .alterTable('sessions')
      .addColumn('auth_time_proven', 'integer', (c) => c.notNull().defaultTo(sql.lit(0)))
      .execute();
  },
};
