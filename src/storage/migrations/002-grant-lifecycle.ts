import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What keeps a grant alive: the settings it was made with, its health, and the lease of whoever refreshes it. */
export const grantLifecycle: Migration = {
  name: '002-grant-lifecycle',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    const add = (name: string, type: 'text' | 'integer' | typeof time, fallback?: string | number) =>
      schema
        .alterTable('idp_tokens')
        .addColumn(name, type as 'text', (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
        .execute();
    await add('binding', 'text');
    await add('health', 'text', 'ok');
    await add('health_reason', 'text');
    await add('health_changed_at', time);
    await add('refreshed_at', time);
    await add('failures', 'integer', 0);
    await add('retry_at', time);
    await add('lease_number', 'integer', 0);
    await add('lease_expires_at', time);
    await add('interrupted', 'integer', 0);
  },
};
