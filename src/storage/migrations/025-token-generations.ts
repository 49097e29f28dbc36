import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * Tokens of a client are ended by a number in place of a time, which every node had by a clock of its own. Where some
 * were ended before, the tokens from before this have no number and end with them.
 */
export const tokenGenerations: Migration = {
  name: '025-token-generations',
  async up(db) {
    const { schema } = db as Kysely<unknown>;
    await schema
      .alterTable('clients')
      .addColumn('token_generation', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`update clients set token_generation = 1 where tokens_valid_from is not null`.execute(db);
    await schema.alterTable('clients').dropColumn('tokens_valid_from').execute();
  },
};
