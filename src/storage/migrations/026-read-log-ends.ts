import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What a process knows of the chain that it wrote before this one, whatever the database says of it. */
export const readLogEnds: Migration = {
  name: '026-read-log-ends',
  async up(db, types) {
    const { schema } = db as Kysely<unknown>;
    const wide = sql.raw(types.time) as unknown as 'text';
    await schema.alterTable('token_read_chains').addColumn('resumes_node', 'integer').execute();
    await schema.alterTable('token_read_chains').addColumn('resumes_sequence', wide).execute();
    await schema.alterTable('token_read_chains').addColumn('resumes_mac', 'text').execute();
  },
};
