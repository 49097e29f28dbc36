import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../database-kind.ts';
import type { Db } from '../tables.ts';
import { type SearchableUser, type SearchTerm, termsOf } from './terms.ts';

/** A term of a user, as the table has it. */
type Row = readonly [field: string, value: string, userId: string];

/** The rows in one parameter, so that every number of them is the same statement. */
function rowsOf(db: Db, rows: readonly Row[]): RawBuilder<unknown> {
  const list = JSON.stringify(rows);
  return isPostgres(db)
    ? sql`select term->>0, term->>1, term->>2 from json_array_elements(${list}::json) as term`
    : sql`select value->>0, value->>1, value->>2 from json_each(${list})`;
}

function toRows(userId: string, terms: Iterable<SearchTerm>): Row[] {
  return Array.from(terms, ({ field, value }) => [field, value, userId] as const);
}

async function insertRows(db: Db, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  // Without the condition SQLite takes `on` for that of a join.
  await sql`insert into user_search_terms (field, value, user_id) ${rowsOf(db, rows)} where true
    on conflict do nothing`.execute(db);
}

async function deleteRows(db: Db, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`delete from user_search_terms where (field, value, user_id) in (${rowsOf(db, rows)})`.execute(db);
}

/** Writes the terms of users that have none yet. */
export async function insertTerms(db: Db, users: readonly (SearchableUser & { userId: string })[]): Promise<void> {
  await insertRows(
    db,
    users.flatMap((user) => toRows(user.userId, termsOf(user))),
  );
}

/** Writes what has changed; in the transaction that changes the user, who is locked there. */
export async function replaceTerms(
  db: Db,
  userId: string,
  before: SearchableUser,
  after: SearchableUser,
): Promise<void> {
  const byKey = (user: SearchableUser) => new Map(termsOf(user).map((term) => [`${term.field}\0${term.value}`, term]));
  const [old, wanted] = [byKey(before), byKey(after)];
  const only = (these: Map<string, SearchTerm>, those: Map<string, SearchTerm>) =>
    toRows(
      userId,
      [...these].filter(([key]) => !those.has(key)).map(([, term]) => term),
    );
  await deleteRows(db, only(old, wanted));
  await insertRows(db, only(wanted, old));
}
