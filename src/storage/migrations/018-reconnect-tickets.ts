import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Links by which users renew one grant: one for each identity, of which only the hash is known here. */
export const reconnectTickets: Migration = {
  name: '018-reconnect-tickets',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .createTable('reconnect_tickets')
      .addColumn('ticket_hash', 'text', (c) => c.primaryKey())
      .addColumn('identity_id', 'text', (c) =>
        c.notNull().unique().references('identities.identity_id').onDelete('cascade'),
      )
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text', (c) => c.references('clients.client_id').onDelete('cascade'))
      .addColumn('result_url', 'text')
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema.createIndex('reconnect_tickets_client').on('reconnect_tickets').column('client_id').execute();
    await schema.createIndex('reconnect_tickets_expiry').on('reconnect_tickets').column('expires_at').execute();
  },
};
