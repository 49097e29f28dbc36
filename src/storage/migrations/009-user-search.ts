import { type Kysely, sql } from 'kysely';
import { insertTerms } from '../search/save-terms.ts';
import type { Db } from '../tables.ts';
import { toUserRecord } from '../users.ts';
import type { Migration } from './migration.ts';

/** Users read at once. */
const batch = 500;

async function fill(db: Db): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('users')
      .selectAll()
      .where('user_id', '>', after)
      .orderBy('user_id')
      .limit(batch)
      .execute();
    await insertTerms(db, rows.map(toUserRecord));
    const last = rows.at(-1);
    if (!last) return;
    after = last.user_id;
  }
}

/** What users are found by, and what lists of users are ordered by. */
export const userSearch: Migration = {
  name: '009-user-search',
  async up(db, types) {
    const onPostgres = types.bytes === 'bytea';
    // Bytes are compared, as SQLite does: beginnings and ranges are parts of the index only then.
    const text = sql.raw(onPostgres ? 'text collate "C"' : 'text');
    await sql`
      create table user_search_terms (
        field ${text} not null,
        value ${text} not null,
        user_id text not null references users (user_id) on delete cascade,
        primary key (field, value, user_id)
      ) ${sql.raw(types.clustered)}`.execute(db);
    const { schema } = db as Kysely<unknown>;
    const index = (table: string, columns: string[]) =>
      schema.createIndex(`${table}_${columns[0]}`).on(table).columns(columns).execute();
    await index('user_search_terms', ['user_id', 'field', 'value']);
    await index('users', ['last_login', 'user_id']);
    await index('users', ['logins_count', 'user_id']);
    await index('identities', ['connection', 'user_id']);
    await index('identities', ['provider', 'user_id']);
    if (onPostgres) await sql`create index users_user_id_bytes on users (user_id collate "C")`.execute(db);
    await fill(db as unknown as Db);
  },
};
