import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** The first schema. Text, integers and bytes only, so that one migration serves both databases. */
export const init: Migration = {
  name: '001-init',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const create = (table: string, build: (t: CreateTableBuilder<string>) => CreateTableBuilder<string>) =>
      build((db as Kysely<unknown>).schema.createTable(table) as CreateTableBuilder<string>).execute();

    await create('tenant', (t) =>
      t
        .addColumn('tenant_id', 'text', (c) => c.primaryKey())
        // One row, also when two nodes start on an empty database at once.
        .addColumn('singleton', 'integer', (c) => c.notNull().unique().check(sql`singleton = 1`))
        .addColumn('settings', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull()),
    );
    await create('secrets', (t) =>
      t.addColumn('name', 'text', (c) => c.primaryKey()).addColumn('sealed', bytes, (c) => c.notNull()),
    );
    await create('key_canaries', (t) =>
      t
        .addColumn('key_id', 'text', (c) => c.primaryKey())
        .addColumn('sealed', bytes, (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull()),
    );
    await create('clients', (t) =>
      t
        .addColumn('client_id', 'text', (c) => c.primaryKey())
        .addColumn('settings', 'text', (c) => c.notNull())
        .addColumn('secret_hash', 'text')
        .addColumn('secret_sealed', bytes)
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull()),
    );
    await create('connections', (t) =>
      t
        .addColumn('connection_id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull().unique())
        .addColumn('strategy', 'text', (c) => c.notNull())
        .addColumn('settings', 'text', (c) => c.notNull())
        .addColumn('options_sealed', bytes, (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull()),
    );
    await create('connection_clients', (t) =>
      t
        .addColumn('connection_id', 'text', (c) =>
          c.notNull().references('connections.connection_id').onDelete('cascade'),
        )
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addPrimaryKeyConstraint('connection_clients_pk', ['connection_id', 'client_id']),
    );
    await create('resource_servers', (t) =>
      t
        .addColumn('resource_server_id', 'text', (c) => c.primaryKey())
        .addColumn('identifier', 'text', (c) => c.notNull().unique())
        .addColumn('is_system', 'integer', (c) => c.notNull())
        .addColumn('settings', 'text', (c) => c.notNull()),
    );
    await create('client_grants', (t) =>
      t
        .addColumn('client_grant_id', 'text', (c) => c.primaryKey())
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addColumn('audience', 'text', (c) => c.notNull())
        .addColumn('subject_type', 'text', (c) => c.notNull())
        .addColumn('settings', 'text', (c) => c.notNull())
        .addUniqueConstraint('client_grants_one', ['client_id', 'audience', 'subject_type']),
    );
    await create('signing_keys', (t) =>
      t
        .addColumn('kid', 'text', (c) => c.primaryKey())
        .addColumn('algorithm', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('public_jwk', 'text', (c) => c.notNull())
        .addColumn('certificate', 'text', (c) => c.notNull())
        .addColumn('private_sealed', bytes, (c) => c.notNull())
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('current_since', time),
    );
    await create('users', (t) =>
      t
        .addColumn('user_id', 'text', (c) => c.primaryKey())
        .addColumn('profile', 'text', (c) => c.notNull())
        .addColumn('email', 'text')
        .addColumn('user_metadata', 'text')
        .addColumn('app_metadata', 'text')
        .addColumn('blocked', 'integer')
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull())
        .addColumn('last_login', time)
        .addColumn('last_ip', 'text')
        .addColumn('logins_count', 'integer', (c) => c.notNull())
        // AS-51: `<client_id>@clients` is the subject of machine tokens; no user may wear it.
        .addCheckConstraint('users_not_a_client', sql`user_id not like '%@clients'`),
    );
    await create('identities', (t) =>
      t
        .addColumn('identity_id', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id').onDelete('cascade'))
        .addColumn('position', 'integer', (c) => c.notNull())
        .addColumn('connection_id', 'text', (c) => c.notNull())
        .addColumn('connection', 'text', (c) => c.notNull())
        .addColumn('provider', 'text', (c) => c.notNull())
        .addColumn('is_social', 'integer', (c) => c.notNull())
        .addColumn('issuer', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('idp_user_id', 'text', (c) => c.notNull())
        .addColumn('profile_data', 'text')
        .addColumn('created_at', time, (c) => c.notNull())
        // CL-25: this and nothing else says who somebody is.
        .addUniqueConstraint('identities_key', ['connection_id', 'issuer', 'subject'])
        .addUniqueConstraint('identities_order', ['user_id', 'position']),
    );
    await create('idp_tokens', (t) =>
      t
        .addColumn('identity_id', 'text', (c) =>
          c.primaryKey().references('identities.identity_id').onDelete('cascade'),
        )
        .addColumn('key_id', 'text', (c) => c.notNull())
        .addColumn('wrapped_key', bytes, (c) => c.notNull())
        .addColumn('access_token', bytes)
        .addColumn('refresh_token', bytes)
        .addColumn('id_token', bytes)
        .addColumn('token_type', 'text', (c) => c.notNull())
        .addColumn('expires_in', time)
        .addColumn('expires_at', time)
        .addColumn('scopes_requested', 'text', (c) => c.notNull())
        .addColumn('scopes_granted', 'text')
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('obtained_at', time, (c) => c.notNull()),
    );
    await create('login_transactions', (t) =>
      t
        .addColumn('transaction_hash', 'text', (c) => c.primaryKey())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('browser_hash', 'text', (c) => c.notNull())
        .addColumn('sealed', bytes, (c) => c.notNull())
        .addColumn('expires_at', time, (c) => c.notNull()),
    );
    await create('sessions', (t) =>
      t
        .addColumn('session_hash', 'text', (c) => c.primaryKey())
        .addColumn('sid', 'text', (c) => c.notNull().unique())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id').onDelete('cascade'))
        .addColumn('identity_id', 'text', (c) => c.notNull())
        .addColumn('auth_time', time, (c) => c.notNull())
        .addColumn('last_used_at', time, (c) => c.notNull())
        .addColumn('idle_expires_at', time, (c) => c.notNull())
        .addColumn('expires_at', time, (c) => c.notNull()),
    );
    await create('authorizations', (t) =>
      t
        .addColumn('authorization_id', 'text', (c) => c.primaryKey())
        .addColumn('client_id', 'text', (c) => c.notNull().references('clients.client_id').onDelete('cascade'))
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id').onDelete('cascade'))
        .addColumn('request', 'text', (c) => c.notNull())
        .addColumn('code_hash', 'text', (c) => c.notNull().unique())
        .addColumn('code_expires_at', time, (c) => c.notNull())
        .addColumn('code_used_at', time)
        .addColumn('revoked_at', time)
        .addColumn('expires_at', time, (c) => c.notNull()),
    );
    const ofAuthorization = (t: CreateTableBuilder<string>) =>
      t
        .addColumn('token_hash', 'text', (c) => c.primaryKey())
        .addColumn('authorization_id', 'text', (c) =>
          c.notNull().references('authorizations.authorization_id').onDelete('cascade'),
        );
    await create('access_tokens', (t) =>
      ofAuthorization(t)
        .addColumn('scope', 'text', (c) => c.notNull())
        .addColumn('expires_at', time, (c) => c.notNull()),
    );
    await create('refresh_tokens', (t) =>
      ofAuthorization(t)
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('rotated_at', time)
        .addColumn('idle_expires_at', time)
        .addColumn('expires_at', time),
    );

    // Likewise for the keys that a first start makes; keys that have had their time are `previous`.
    await sql`create unique index signing_keys_state on signing_keys (state) where state <> 'previous'`.execute(db);

    const indexes: Record<string, readonly string[]> = {
      connection_clients: ['client_id'],
      // With the second column as the pages of a list are ordered.
      users: ['email user_id', 'created_at user_id'],
      identities: ['connection_id'],
      idp_tokens: ['key_id'],
      login_transactions: ['expires_at'],
      sessions: ['user_id', 'expires_at'],
      authorizations: ['user_id', 'client_id', 'expires_at'],
      access_tokens: ['authorization_id', 'expires_at'],
      refresh_tokens: ['authorization_id', 'rotated_at'],
    };
    for (const [table, lists] of Object.entries(indexes)) {
      for (const columns of lists.map((list) => list.split(' '))) {
        const name = `${table}_${columns[0]}`;
        await (db as Kysely<unknown>).schema.createIndex(name).on(table).columns(columns).execute();
      }
    }
  },
};
