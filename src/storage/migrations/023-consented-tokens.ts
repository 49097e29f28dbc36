import type { Kysely } from 'kysely';
import type { Migration } from './migration.ts';

/** The consent that an access token rests on, where that is another one than its sign-in's. */
export const consentedTokens: Migration = {
  name: '023-consented-tokens',
  async up(db) {
    await (db as Kysely<unknown>).schema.alterTable('access_tokens').addColumn('user_grant_id', 'text').execute();
  },
};
