import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Which key seals, which keys there were, and what each running node holds of them. */
export const sealingKeys: Migration = {
  name: '004-sealing-keys',
  async up(db, types) {
    const bytes = sql.raw(types.bytes);
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .createTable('sealing_keys')
      .addColumn('key_id', 'text', (c) => c.primaryKey())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('canary', bytes)
      .addColumn('registered_at', time, (c) => c.notNull())
      .addColumn('activated_at', time)
      .addColumn('retired_at', time)
      .addColumn('uses', time, (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`create unique index sealing_keys_active on sealing_keys (state) where state = 'active'`.execute(db);
    // Until now the key given last was the one that sealed.
    await sql`
      insert into sealing_keys (key_id, state, position, canary, registered_at, activated_at)
      select key_id,
        case when row_number() over (order by created_at desc, key_id) = 1 then 'active' else 'known' end,
        row_number() over (order by created_at, key_id desc), sealed, created_at, created_at
      from key_canaries`.execute(db);
    await schema.dropTable('key_canaries').execute();
    await schema
      .createTable('sealing_nodes')
      .addColumn('node_id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('key_ids', 'text', (c) => c.notNull())
      .addColumn('active_key_id', 'text', (c) => c.notNull())
      .addColumn('seen_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    // Pages of the grants under one key, in the order of their ids.
    await schema.dropIndex('idp_tokens_key_id').execute();
    await schema.createIndex('idp_tokens_key_id').on('idp_tokens').columns(['key_id', 'identity_id']).execute();
  },
};
