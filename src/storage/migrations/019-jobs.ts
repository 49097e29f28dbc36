import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Work in the background on behalf of a request, and the files that it makes. */
export const jobs: Migration = {
  name: '019-jobs',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .createTable('jobs')
      .addColumn('job_id', 'text', (c) => c.primaryKey())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('wish', 'text', (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('lease', 'text')
      .addColumn('leased_until', time)
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('started_at', time)
      .addColumn('place', 'text')
      .addColumn('parts', 'integer', (c) => c.notNull())
      .addColumn('done', 'integer', (c) => c.notNull())
      .addColumn('total', 'integer')
      .addColumn('status_details', 'text')
      .addColumn('finished_at', time)
      .addColumn('expires_at', time)
      .execute();
    await schema
      .createTable('job_parts')
      .addColumn('part_id', 'text', (c) => c.primaryKey())
      .addColumn('job_id', 'text', (c) => c.notNull().references('jobs.job_id').onDelete('cascade'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('key_id', 'text', (c) => c.notNull())
      .addColumn('sealed', bytes, (c) => c.notNull())
      .addUniqueConstraint('job_parts_order', ['job_id', 'number'])
      .execute();
    const index = (table: string, columns: string[]) =>
      schema
        .createIndex(`${table}_${columns.join('_')}`)
        .on(table)
        .columns(columns)
        .execute();
    await index('jobs', ['status']);
    await index('jobs', ['leased_until']);
    await index('jobs', ['expires_at']);
    await index('job_parts', ['key_id']);
    // The users of one connection are walked through in the order of their ids.
    await index('identities', ['connection_id', 'user_id']);
  },
};
