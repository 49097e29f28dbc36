import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../database-kind.ts';
import type { Db } from '../tables.ts';
import { type SearchableUser, type SearchTerm, termsOf } from './terms.ts';

/** The terms as rows of one parameter, so that every number of them is the same statement. */
function rowsOf(db: Db, userId: string, terms: readonly SearchTerm[]): RawBuilder<unknown> {
  const pairs = JSON.stringify(terms.map(({ field, value }) => [field, value]));
  return isPostgres(db)
    ? sql`select term->>0, term->>1, ${userId}::text from json_array_elements(${pairs}::json) as term`
    : sql`select value->>0, value->>1, ${userId} from json_each(${pairs})`;
}

export async function insertTerms(db: Db, userId: string, terms: readonly SearchTerm[]): Promise<void> {
  if (terms.length === 0) return;
  // Without the condition SQLite takes `on` for that of a join.
  await sql`insert into user_search_terms (field, value, user_id) ${rowsOf(db, userId, terms)} where true
    on conflict do nothing`.execute(db);
}

async function deleteTerms(db: Db, userId: string, terms: readonly SearchTerm[]): Promise<void> {
  if (terms.length === 0) return;
  await sql`delete from user_search_terms where (field, value, user_id) in (${rowsOf(db, userId, terms)})`.execute(db);
}

/** Writes what has changed; in the transaction that changes the user, who is locked there. */
export async function replaceTerms(
  db: Db,
  userId: string,
  before: SearchableUser,
  after: SearchableUser,
): Promise<void> {
  const [old, wanted] = [before, after].map(
    (user) => new Map(termsOf(user).map((term) => [`${term.field}\0${term.value}`, term])),
  ) as [Map<string, SearchTerm>, Map<string, SearchTerm>];
  await deleteTerms(
    db,
    userId,
    [...old].filter(([key]) => !wanted.has(key)).map(([, term]) => term),
  );
  await insertTerms(
    db,
    userId,
    [...wanted].filter(([key]) => !old.has(key)).map(([, term]) => term),
  );
}
