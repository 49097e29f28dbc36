import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What is to be taken back at IdPs, and the settings of connections that are gone but still needed for it. */
export const revocations: Migration = {
  name: '006-revocations',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>).execute();

    // No reference to users or connections: a revocation outlives what it is about.
    await create('idp_revocations', (t) =>
      t
        .addColumn('revocation_id', 'text', (c) => c.primaryKey())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('outcome', 'text')
        .addColumn('reason', 'text', (c) => c.notNull())
        .addColumn('way', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('connection_id', 'text', (c) => c.notNull())
        .addColumn('connection', 'text', (c) => c.notNull())
        .addColumn('provider', 'text', (c) => c.notNull())
        .addColumn('issuer', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('binding', 'text')
        .addColumn('key_id', 'text')
        .addColumn('sealed', bytes)
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('next_attempt_at', time)
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('last_attempt_at', time)
        .addColumn('finished_at', time),
    );
    await create('forgotten_connections', (t) =>
      t
        .addColumn('connection_id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('strategy', 'text', (c) => c.notNull())
        .addColumn('settings', 'text', (c) => c.notNull())
        .addColumn('options_sealed', bytes, (c) => c.notNull())
        .addColumn('forgotten_at', time, (c) => c.notNull())
        .addColumn('completed_at', time),
    );

    await sql`create index idp_revocations_sealed on idp_revocations (key_id) where key_id is not null`.execute(db);
    const index = (name: string, table: string, columns: string[]) =>
      schema.createIndex(name).on(table).columns(columns).execute();
    await index('idp_revocations_due', 'idp_revocations', ['state', 'next_attempt_at']);
    await index('idp_revocations_state', 'idp_revocations', ['state', 'revocation_id']);
    await index('idp_revocations_account', 'idp_revocations', ['connection_id', 'subject']);
    await index('idp_revocations_finished', 'idp_revocations', ['finished_at']);
    // Grants that are dead for long are looked for every few minutes, among millions that live.
    await sql`create index idp_tokens_broken on idp_tokens (health_changed_at) where health = 'needs_reauthorization'`.execute(
      db,
    );
    await sql`create index idp_tokens_ended on idp_tokens (expires_at) where refresh_token is null and health = 'ok'`.execute(
      db,
    );
  },
};
