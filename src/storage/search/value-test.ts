import { type RawBuilder, sql } from 'kysely';
import type { Bound, ValueTest } from './query.ts';
import { foldText, longestBeginning, numberField, toSortableNumber, toTermValue } from './term-text.ts';

type Condition = RawBuilder<boolean>;
type Column = RawBuilder<unknown>;

/** No text with this beginning comes after it: the last character there is. */
const afterAll = '\u{10ffff}';

function compare(column: Column, bound: Bound | undefined, isLower: boolean): Condition[] {
  if (!bound) return [];
  const operator = sql.raw(isLower ? (bound.inclusive ? '>=' : '>') : bound.inclusive ? '<=' : '<');
  return [sql<boolean>`${column} ${operator} ${bound.value}`];
}

/** Both stars and the rest as the database writes them; compared by bytes, unlike SQLite's `like`. */
function matchPattern(onPostgres: boolean, column: Column, parts: readonly string[]): Condition {
  if (onPostgres) {
    return sql`${column} like ${parts.map((part) => part.replaceAll(/[\\%_]/g, String.raw`\$&`)).join('%')}`;
  }
  return sql`${column} glob ${parts.map((part) => part.replaceAll(/[*?[]/g, '[$&]')).join('*')}`;
}

function matchParts(onPostgres: boolean, column: Column, parts: readonly string[]): Condition[] {
  const [beginning = '', ...others] = parts;
  const range =
    beginning === ''
      ? []
      : [
          sql<boolean>`${column} >= ${beginning}`,
          sql<boolean>`${column} < ${beginning.slice(0, longestBeginning) + afterAll}`,
        ];
  const isBeginning = others.length === 1 && others[0] === '';
  return isBeginning ? range : [...range, matchPattern(onPostgres, column, parts)];
}

/** The test of a column that holds this one kind of value; all conditions have to hold. */
export function testColumn(onPostgres: boolean, column: Column, bytes: Column, test: ValueTest): Condition[] {
  switch (test.kind) {
    case 'is':
      return [sql`${column} in (${sql.join(test.values)})`];
    case 'like':
      return matchParts(onPostgres, bytes, test.parts);
    case 'range':
      return [...compare(bytes, test.from, true), ...compare(bytes, test.to, false)];
    case 'exists':
      return [sql`${column} is not null`];
  }
}

function isNumeric({ from, to }: { from: Bound | undefined; to: Bound | undefined }): boolean {
  return [from, to].some((bound) => typeof bound?.value === 'number');
}

function toTermBound(field: string, bound: Bound | undefined): Bound | undefined {
  if (!bound) return undefined;
  const { value, inclusive } = bound;
  return { value: typeof value === 'number' ? toSortableNumber(value) : foldText(field, value), inclusive };
}

/** The test of the table of terms, whose name in the query is `t`. */
export function testTerm(onPostgres: boolean, field: string, test: ValueTest): Condition[] {
  const value = sql.ref('t.value');
  const onField = (name: string) => sql<boolean>`t.field = ${name}`;
  switch (test.kind) {
    case 'is':
      return [onField(field), sql`${value} in (${sql.join(test.values.map((one) => toTermValue(field, one)))})`];
    case 'like':
      return [
        onField(field),
        ...matchParts(
          onPostgres,
          value,
          test.parts.map((part) => foldText(field, part)),
        ),
      ];
    case 'range': {
      const ends = { kind: 'range', from: toTermBound(field, test.from), to: toTermBound(field, test.to) } as const;
      const name = isNumeric(test) ? numberField(field) : field;
      return [onField(name), ...testColumn(onPostgres, value, value, ends)];
    }
    case 'exists': {
      // An object in the metadata exists when anything in it does. `/` follows `.`
      const inside = `${field}.`;
      const within = sql<boolean>`(t.field = ${field} or substr(t.field, 1, ${inside.length}) = ${inside})`;
      return [sql`t.field >= ${field}`, sql`t.field < ${`${field}/`}`, within];
    }
  }
}
