import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Accounts are linked and unlinked: an id belongs to one identity, also while that is linked, and a proof is used once. */
export const linking: Migration = {
  name: '010-linking',
  async up(db, types) {
    const time = sql.raw(types.time);
    const { schema } = db as Kysely<unknown>;
    // The user_id that a linked identity had is not free meanwhile: nobody else may become it.
    await schema
      .createIndex('identities_shown_id')
      .unique()
      .on('identities')
      .columns(['idp_user_id', 'provider'])
      .execute();
    // Of the sign-in: once that identity is unlinked, what came of it ends.
    await schema.alterTable('authorizations').addColumn('identity_id', 'text').execute();
    await schema
      .createTable('used_link_tokens')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute();
    await schema.createIndex('used_link_tokens_expires_at').on('used_link_tokens').column('expires_at').execute();
  },
};
