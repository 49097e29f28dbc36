import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What ends tokens of ours before their time: for all tokens of a client at once, and for one by its id. */
export const tokenRevocation: Migration = {
  name: '005-token-revocation',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    await schema
      .alterTable('clients')
      .addColumn('tokens_valid_from', time as unknown as 'text')
      .execute();
    await schema
      .createTable('revoked_tokens')
      .addColumn('jti', 'text', (c) => c.primaryKey())
      .addColumn('audience', 'text')
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema.createIndex('revoked_tokens_expires_at').on('revoked_tokens').column('expires_at').execute();
  },
};
