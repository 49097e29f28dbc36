import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** The tenant log with its daily counts, and what several nodes count together of limits. */
export const logs: Migration = {
  name: '008-logs',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>).execute();

    // No references: what happened is known also after whom it was about is gone.
    await create('tenant_logs', (t) =>
      t
        .addColumn('log_id', 'text', (c) => c.primaryKey())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('client_id', 'text')
        .addColumn('user_id', 'text')
        .addColumn('connection', 'text')
        .addColumn('ip', 'text')
        .addColumn('entry', 'text', (c) => c.notNull()),
    );
    // Each index is written with every entry, so it holds only the entries that have what it is about.
    for (const column of ['type', 'client_id', 'user_id', 'connection', 'ip']) {
      const index = sql.ref(`tenant_logs_by_${column}`);
      await sql`create index ${index} on tenant_logs (${sql.ref(column)}, log_id) where ${sql.ref(column)} is not null`.execute(
        db,
      );
    }
    await create('daily_stats', (t) =>
      t
        .addColumn('date', 'text', (c) => c.primaryKey())
        .addColumn('logins', 'integer', (c) => c.notNull())
        .addColumn('signups', 'integer', (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull()),
    );

    await create('limit_windows', (t) =>
      t
        .addColumn('limit_key', 'text', (c) => c.notNull())
        .addColumn('window_number', time, (c) => c.notNull())
        .addColumn('taken', time, (c) => c.notNull())
        .addColumn('granted', time, (c) => c.notNull())
        .addColumn('expires_at', time, (c) => c.notNull())
        .addPrimaryKeyConstraint('limit_windows_pk', ['limit_key', 'window_number'] as never[]),
    );
    await schema.createIndex('limit_windows_expires_at').on('limit_windows').column('expires_at').execute();
    // Seconds of counting: after a crash of the database it may begin anew, and the disk need not be waited for.
    if (types.bytes === 'bytea') await sql`alter table limit_windows set unlogged`.execute(db);
  },
};
