import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Who read which IdP token: one row a reading, chained for each process that writes. */
export const tokenReads: Migration = {
  name: '003-token-reads',
  async up(db, types) {
    const wide = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>).execute();

    for (const column of ['access_fingerprint', 'refresh_fingerprint']) {
      await schema.alterTable('idp_tokens').addColumn(column, 'text').execute();
    }
    // No foreign keys: who read a token is known also after its user is gone.
    await create('token_reads', (t) =>
      t
        .addColumn('log_id', 'text', (c) => c.primaryKey())
        .addColumn('node', 'integer', (c) => c.notNull())
        .addColumn('sequence', wide, (c) => c.notNull())
        .addColumn('client_id', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('identity_id', 'text', (c) => c.notNull())
        .addColumn('connection', 'text', (c) => c.notNull())
        .addColumn('access_fingerprint', 'text')
        .addColumn('refresh_fingerprint', 'text')
        .addColumn('details', 'text', (c) => c.notNull())
        .addColumn('mac', 'text', (c) => c.notNull()),
    );
    // Each index is written with every reading. That of users alone costs a page of its own each time; fingerprints have
    // a table that is written once a token.
    for (const column of ['client_id', 'user_id', 'connection']) {
      const index = schema.createIndex(`token_reads_by_${column}`).on('token_reads');
      await index.columns([column, 'log_id']).execute();
    }
    await create('token_sightings', (t) =>
      t
        .addColumn('fingerprint', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('log_id', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('token_sightings_pk', ['fingerprint', 'user_id']),
    );
    await schema.createIndex('token_sightings_by_log_id').on('token_sightings').column('log_id').execute();
    await create('token_read_chains', (t) =>
      t
        .addColumn('node', 'integer', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('started_at', wide, (c) => c.notNull())
        .addColumn('link_sequence', wide, (c) => c.notNull())
        .addColumn('link_mac', 'text', (c) => c.notNull())
        .addColumn('sequence', wide, (c) => c.notNull())
        .addColumn('mac', 'text', (c) => c.notNull())
        .addColumn('seal', 'text', (c) => c.notNull())
        .addColumn('trimmed_sequence', wide, (c) => c.notNull())
        .addColumn('trimmed_mac', 'text', (c) => c.notNull())
        .addColumn('trim_seal', 'text', (c) => c.notNull()),
    );
    // How many chains there are: one that is removed whole would not be missed by any other row.
    await create('token_read_anchor', (t) =>
      t
        .addColumn('singleton', 'integer', (c) => c.primaryKey().check(sql`singleton = 1`))
        .addColumn('nodes', 'integer', (c) => c.notNull())
        .addColumn('seal', 'text', (c) => c.notNull()),
    );
  },
};
