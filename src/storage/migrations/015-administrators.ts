import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Who may use the dashboard: accounts, passkeys, invitations, sessions and challenges under way. */
export const administrators: Migration = {
  name: '015-administrators',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .createTable('administrators')
      .addColumn('administrator_id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('email', 'text', (c) => c.notNull())
      .addColumn('email_key', 'text', (c) => c.notNull().unique())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('blocked', 'integer', (c) => c.notNull())
      .addColumn('password_hash', 'text')
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('last_sign_in_at', time)
      .execute();
    await schema
      .createTable('administrator_passkeys')
      .addColumn('passkey_id', 'text', (c) => c.primaryKey())
      .addColumn('credential_id', 'text', (c) => c.notNull().unique())
      .addColumn('administrator_id', 'text', (c) =>
        c.notNull().references('administrators.administrator_id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('counter', time, (c) => c.notNull())
      .addColumn('transports', 'text', (c) => c.notNull())
      .addColumn('backed_up', 'integer', (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('last_used_at', time)
      .execute();
    await schema
      .createTable('administrator_invitations')
      .addColumn('invitation_id', 'text', (c) => c.primaryKey())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('email', 'text')
      .addColumn('created_by', 'text')
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema
      .createTable('administrator_sessions')
      .addColumn('session_hash', 'text', (c) => c.primaryKey())
      .addColumn('administrator_id', 'text', (c) =>
        c.notNull().references('administrators.administrator_id').onDelete('cascade'),
      )
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('last_used_at', time, (c) => c.notNull())
      .addColumn('reauthenticated_at', time, (c) => c.notNull())
      .addColumn('idle_expires_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema
      .createTable('passkey_challenges')
      .addColumn('challenge_hash', 'text', (c) => c.primaryKey())
      .addColumn('purpose', 'text', (c) => c.notNull())
      .addColumn('bound_to', 'text', (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    for (const [table, column] of [
      ['administrator_passkeys', 'administrator_id'],
      ['administrator_invitations', 'expires_at'],
      ['administrator_sessions', 'administrator_id'],
      ['administrator_sessions', 'expires_at'],
      ['passkey_challenges', 'expires_at'],
    ] as const) {
      await schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
    }
  },
};
