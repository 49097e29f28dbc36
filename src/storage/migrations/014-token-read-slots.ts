import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** The log of token reads costs one place to write at instead of three: no row ids beside the key, no index by user. */
export const tokenReadSlots: Migration = {
  name: '014-token-read-slots',
  async up(db, types) {
    const wide = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>)
        .modifyEnd(sql.raw(types.clustered))
        .execute();

    await schema.alterTable('token_reads').renameTo('token_reads_before').execute();
    for (const column of ['client_id', 'user_id', 'connection']) {
      await schema.dropIndex(`token_reads_by_${column}`).execute();
    }
    await create('token_reads', (t) =>
      t
        .addColumn('log_id', 'text', (c) => c.notNull())
        .addColumn('node', 'integer', (c) => c.notNull())
        .addColumn('sequence', wide, (c) => c.notNull())
        .addColumn('client_id', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('identity_id', 'text', (c) => c.notNull())
        .addColumn('connection', 'text', (c) => c.notNull())
        .addColumn('access_fingerprint', 'text')
        .addColumn('refresh_fingerprint', 'text')
        .addColumn('details', 'text', (c) => c.notNull())
        .addColumn('mac', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('token_reads_key', ['log_id'] as never[]),
    );
    await sql`insert into token_reads select * from token_reads_before order by log_id`.execute(db);
    await schema.dropTable('token_reads_before').execute();
    for (const column of ['client_id', 'connection']) {
      const index = schema.createIndex(`token_reads_by_${column}`).on('token_reads');
      await index.columns([column, 'log_id']).execute();
    }
    await create('token_read_slots', (t) =>
      t
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('slot', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('token_read_slots_key', ['user_id', 'slot'] as never[]),
    );
    await schema.createIndex('token_read_slots_by_slot').on('token_read_slots').column('slot').execute();
    await sql`
      insert into token_read_slots (user_id, slot) select distinct user_id, substr(log_id, 1, 9) from token_reads`.execute(
      db,
    );
  },
};
