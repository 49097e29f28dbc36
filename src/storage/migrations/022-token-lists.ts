import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * Lists of refresh tokens. An index that holds the tokens that were not replaced, which are nearly all, was taken for a
 * short way to them; and those of a user through one client were looked for among all of the client. Databases of before
 * the first release lack some of the old ones.
 */
export const tokenLists: Migration = {
  name: '022-token-lists',
  async up(db) {
    const { schema } = db;
    await schema.dropIndex('refresh_tokens_rotated_at').ifExists().execute();
    await sql`
      create index refresh_tokens_rotated_at on refresh_tokens (rotated_at)
      where rotated_at is not null`.execute(db);
    await schema.dropIndex('authorizations_user_id').ifExists().execute();
    await schema
      .createIndex('authorizations_user')
      .on('authorizations')
      .columns(['user_id', 'client_id', 'authorization_id'])
      .execute();
    await schema.dropIndex('authorizations_client_id').ifExists().execute();
    await schema
      .createIndex('authorizations_client')
      .on('authorizations')
      .columns(['client_id', 'authorization_id'])
      .execute();
    await schema.dropIndex('device_keys_client_id').ifExists().execute();
    await schema.createIndex('device_keys_client').on('device_keys').columns(['client_id', 'device_key_id']).execute();
  },
};
