import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What the dashboard shows that was kept nowhere: tries of connections, refreshes by day, how far a rotation of keys is. */
export const dashboard: Migration = {
  name: '016-dashboard',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .createTable('connection_tries')
      .addColumn('try_id', 'text', (c) => c.primaryKey())
      .addColumn('connection_id', 'text', (c) => c.notNull())
      .addColumn('administrator_id', 'text', (c) =>
        c.notNull().references('administrators.administrator_id').onDelete('cascade'),
      )
      .addColumn('result', 'text')
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    for (const column of ['administrator_id', 'expires_at']) {
      await schema.createIndex(`connection_tries_${column}`).on('connection_tries').column(column).execute();
    }
    await (schema.createTable('refresh_counts') as CreateTableBuilder<string>)
      .addColumn('day', 'integer', (c) => c.notNull())
      .addColumn('connection_id', 'text', (c) => c.notNull())
      .addColumn('succeeded', time, (c) => c.notNull())
      .addColumn('failed', time, (c) => c.notNull())
      .addPrimaryKeyConstraint('refresh_counts_key', ['day', 'connection_id'] as never[])
      .modifyEnd(sql.raw(types.clustered))
      .execute();
    await schema
      .createTable('key_rotations')
      .addColumn('singleton', 'integer', (c) => c.primaryKey())
      .addColumn('rotation_id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('key_id', 'text')
      .addColumn('moved', time, (c) => c.notNull())
      .addColumn('total', time, (c) => c.notNull())
      .addColumn('damaged', time, (c) => c.notNull())
      .addColumn('error', 'text')
      .addColumn('started_at', time, (c) => c.notNull())
      .addColumn('seen_at', time, (c) => c.notNull())
      .addColumn('finished_at', time)
      .execute();
  },
};
