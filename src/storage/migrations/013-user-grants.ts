import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What users allowed to applications, which applications a session reached, and who is still to be told of its end. */
export const userGrants: Migration = {
  name: '013-user-grants',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build(schema.createTable(table) as CreateTableBuilder<string>).execute();
    const index = (name: string, table: string, columns: string[]) =>
      schema.createIndex(name).on(table).columns(columns).execute();

    await create('user_grants', (t) =>
      t
        .addColumn('user_grant_id', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id').onDelete('cascade'))
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addColumn('audience', 'text', (c) => c.notNull())
        .addColumn('scope', 'text', (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull())
        .addUniqueConstraint('user_grants_one', ['user_id', 'client_id', 'audience'] as never[]),
    );
    await index('user_grants_user', 'user_grants', ['user_id', 'user_grant_id']);
    await index('user_grants_client', 'user_grants', ['client_id', 'user_grant_id']);
    await index('user_grants_audience', 'user_grants', ['audience', 'user_grant_id']);

    for (const column of ['initial_ip', 'initial_user_agent', 'last_ip', 'last_user_agent']) {
      await schema.alterTable('sessions').addColumn(column, 'text').execute();
    }
    await create('session_clients', (t) =>
      t
        .addColumn('session_hash', 'text', (c) => c.notNull().references('sessions.session_hash').onDelete('cascade'))
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addColumn('sid', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('session_clients_key', ['session_hash', 'client_id'] as never[]),
    );
    await index('session_clients_client', 'session_clients', ['client_id']);
    // No reference to users or sessions: they are gone when it is told.
    await create('logout_notices', (t) =>
      t
        .addColumn('notice_id', 'text', (c) => c.primaryKey())
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addColumn('user_id', 'text', (c) => c.notNull())
        .addColumn('sid', 'text', (c) => c.notNull())
        .addColumn('initiator', 'text', (c) => c.notNull())
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('next_attempt_at', time, (c) => c.notNull()),
    );
    await index('logout_notices_due', 'logout_notices', ['next_attempt_at']);
    await index('logout_notices_client', 'logout_notices', ['client_id']);

    await schema.alterTable('authorizations').addColumn('sid', 'text').execute();
    await schema.alterTable('authorizations').addColumn('user_grant_id', 'text').execute();
    const request = sql.raw(types.bytes === 'bytea' ? 'cast(request as jsonb)' : 'request');
    await sql`update authorizations set sid = ${request} ->> 'sid'`.execute(db);
    await index('authorizations_sid', 'authorizations', ['sid']);
    await sql`
      create index authorizations_user_grant on authorizations (user_grant_id)
      where user_grant_id is not null`.execute(db);
  },
};
