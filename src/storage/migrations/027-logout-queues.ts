import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What an application is to be told of is found application by application, and not kept for ever. */
export const logoutQueues: Migration = {
  name: '027-logout-queues',
  async up(db, types) {
    const { schema } = db as Kysely<unknown>;
    const time = sql.raw(types.time) as unknown as 'text';
    await schema
      .alterTable('logout_notices')
      .addColumn('created_at', time, (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`update logout_notices set created_at = next_attempt_at`.execute(db);
    await schema.dropIndex('logout_notices_client').execute();
    await schema
      .createIndex('logout_notices_client')
      .on('logout_notices')
      .columns(['client_id', 'next_attempt_at'])
      .execute();
  },
};
