import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../database-kind.ts';
import type { Db } from '../tables.ts';
import { placeOf } from './places.ts';
import type { FieldCondition, UserCondition } from './query.ts';
import { testColumn, testTerm } from './value-test.ts';

type Condition = RawBuilder<boolean>;

/** Conditions in SQL, about the user that the query calls `u`. */
export interface ConditionSql {
  /** Asked of one user. */
  matches(condition: UserCondition): Condition;
  /** All users of a condition without asking each; undefined where that cannot be told. */
  members(condition: UserCondition): RawBuilder<{ user_id: string }> | undefined;
  /** True while there is time: SQLite asks for every row that it looks at, PostgreSQL watches its clock itself. */
  readonly inTime: Condition;
}

export function writeConditions(db: Db): ConditionSql {
  const onPostgres = isPostgres(db);
  const inTime: Condition = onPostgres ? sql`true` : sql`in_time() = 1`;
  // The plus keeps SQLite from starting at this condition and sorting everybody who matches.
  const userId = onPostgres ? sql`u.user_id` : sql`+u.user_id`;
  const all = (conditions: readonly Condition[]) => sql<boolean>`${sql.join(conditions, sql` and `)}`;

  /** Bytes are compared where the database would go by its language. */
  function test(alias: string, column: string, { test }: FieldCondition): Condition[] {
    const name = sql.ref(`${alias}.${column}`);
    const reference = alias === 'u' && !onPostgres ? sql`+${name}` : name;
    const isText = placeOfColumn(column) === 'text';
    const bytes = onPostgres && isText ? sql`(${reference} collate "C")` : reference;
    return testColumn(onPostgres, reference, bytes, test);
  }

  function matchesField(leaf: FieldCondition): Condition {
    const place = placeOf(leaf.field);
    if (place?.table === 'users') return sql`(${all(test('u', place.column, leaf))})`;
    if (place) {
      return sql`exists (select 1 from identities as i where i.user_id = ${userId} and ${all(test('i', place.column, leaf))})`;
    }
    const terms = all(testTerm(onPostgres, leaf.field, leaf.test));
    return sql`exists (select 1 from user_search_terms as t where t.user_id = ${userId} and ${terms})`;
  }

  function membersOfField(leaf: FieldCondition): RawBuilder<{ user_id: string }> {
    const place = placeOf(leaf.field);
    if (place) {
      const from = sql.table(place.table);
      return sql`select m.user_id from ${from} as m where ${all([...test('m', place.column, leaf), inTime])}`;
    }
    const terms = all([...testTerm(onPostgres, leaf.field, leaf.test), inTime]);
    return sql`select t.user_id from user_search_terms as t where ${terms}`;
  }

  const self: ConditionSql = {
    inTime,
    matches(condition) {
      if (condition.kind === 'field') return matchesField(condition);
      if (condition.kind === 'not') return sql`not (${self.matches(condition.of)})`;
      const word = condition.kind === 'and' ? sql` and ` : sql` or `;
      return sql`(${sql.join(condition.of.map(self.matches), word)})`;
    },
    members(condition) {
      if (condition.kind === 'field') return membersOfField(condition);
      if (condition.kind !== 'or') return undefined;
      const parts = condition.of.map(self.members);
      return parts.every((part) => part !== undefined) ? sql`${sql.join(parts, sql` union all `)}` : undefined;
    },
  };
  return self;
}

function placeOfColumn(column: string): 'text' | 'other' {
  return ['created_at', 'updated_at', 'last_login', 'logins_count', 'is_social'].includes(column) ? 'other' : 'text';
}
