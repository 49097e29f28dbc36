import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Lists of the configuration, by key: what clients are listed, sorted and filtered by stands beside their settings. */
export const configuration: Migration = {
  name: '011-configuration',
  async up(db, types) {
    const schema = (db as Kysely<unknown>).schema;
    await schema
      .alterTable('clients')
      .addColumn('name', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await schema.alterTable('clients').addColumn('app_type', 'text').execute();
    await schema
      .alterTable('clients')
      .addColumn('is_first_party', 'integer', (c) => c.notNull().defaultTo(1))
      .execute();
    const member = (name: string) =>
      types.bytes === 'bytea'
        ? sql`settings::json->>${sql.lit(name)}`
        : sql`json_extract(settings, ${sql.lit(`$.${name}`)})`;
    await sql`update clients set name = coalesce(${member('name')}, ''), app_type = ${member('app_type')},
      is_first_party = case when ${member('is_first_party')} in (${
        types.bytes === 'bytea' ? sql.lit('false') : sql.lit(0)
      }) then 0 else 1 end`.execute(db);
    // Whole, so that a page and a count read no settings but those that are shown.
    await schema
      .createIndex('clients_list')
      .on('clients')
      .columns(['name', 'client_id', 'app_type', 'is_first_party'])
      .execute();
    await schema
      .createIndex('client_grants_audience')
      .on('client_grants')
      .columns(['audience', 'client_id', 'subject_type'])
      .execute();
  },
};
