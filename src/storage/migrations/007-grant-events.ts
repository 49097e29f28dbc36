import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What is told when a grant breaks or recovers, to whom, and how far that has come; and since when a grant is idle. */
export const grantEvents: Migration = {
  name: '007-grant-events',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>).execute();
    const index = (name: string, table: string, columns: string[]) =>
      schema.createIndex(name).on(table).columns(columns).execute();

    await create('webhooks', (t) =>
      t
        .addColumn('webhook_id', 'text', (c) => c.primaryKey())
        .addColumn('url', 'text', (c) => c.notNull().unique())
        .addColumn('events', 'text')
        .addColumn('secret_sealed', bytes, (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull()),
    );
    // No reference to users: an event outlives whom it is about.
    await create('grant_events', (t) =>
      t
        .addColumn('event_id', 'text', (c) => c.primaryKey())
        .addColumn('at', time, (c) => c.notNull())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('payload', 'text', (c) => c.notNull()),
    );
    // None to webhooks either: how it went is told also of one that is gone.
    await create('webhook_deliveries', (t) =>
      t
        .addColumn('event_id', 'text', (c) => c.notNull().references('grant_events.event_id').onDelete('cascade'))
        .addColumn('webhook_id', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('number', time, (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('outcome', 'text')
        .addColumn('last_attempt_at', time)
        .addColumn('finished_at', time)
        .addPrimaryKeyConstraint('webhook_deliveries_key', ['event_id', 'webhook_id'] as never[]),
    );
    await create('webhook_queues', (t) =>
      t
        .addColumn('webhook_id', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('last_number', time, (c) => c.notNull())
        .addColumn('next_attempt_at', time, (c) => c.notNull())
        .addColumn('lease_id', 'text')
        .addColumn('lease_expires_at', time)
        .addPrimaryKeyConstraint('webhook_queues_key', ['webhook_id', 'user_id'] as never[]),
    );
    await index('grant_events_at', 'grant_events', ['at']);
    await index('webhook_deliveries_queue', 'webhook_deliveries', ['webhook_id', 'user_id', 'state', 'number']);
    await index('webhook_deliveries_state', 'webhook_deliveries', ['state', 'event_id']);
    await index('webhook_queues_due', 'webhook_queues', ['webhook_id', 'next_attempt_at']);

    await schema.alterTable('idp_tokens').addColumn('connection_id', 'text').execute();
    await schema.alterTable('idp_tokens').addColumn('idle_since', time).execute();
    await sql`
      update idp_tokens set
        idle_since = case when refresh_token is null then null else coalesce(refreshed_at, obtained_at) end,
        connection_id = (select i.connection_id from identities i where i.identity_id = idp_tokens.identity_id)`.execute(
      db,
    );
    // Broken grants are left out: they would stand before all others for ever.
    await sql`
      create index idp_tokens_idle on idp_tokens (connection_id, idle_since)
      where health = 'ok' and refresh_token is not null`.execute(db);
  },
};
