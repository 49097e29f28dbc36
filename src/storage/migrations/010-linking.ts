import type { Kysely } from 'kysely';
import type { Migration } from './migration.ts';

/** Accounts are linked and unlinked: an id belongs to one identity, also while that is linked. */
export const linking: Migration = {
  name: '010-linking',
  async up(db) {
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
  },
};
