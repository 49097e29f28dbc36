import {
  type FieldCondition,
  searchableIdentityFields,
  searchFieldType,
  type UserCondition,
  type ValueTest,
} from '../../storage/index.ts';
import { type Clause, parseQuery } from './parse-query.ts';
import { testDate, testFlag, testNumber, testRange } from './read-typed-value.ts';
import { type Ends, readComparison, readEnd, readTextTest } from './read-value.ts';
import { refuseQuery } from './refuse-query.ts';

/** Where a term is looked for that names no field; never in user_metadata, as in Auth0. */
const unnamedFields = [
  'user_id',
  'email',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'username',
  'phone_number',
] as const;

const longestField = 200;

/** T-E11: neither tokens nor anything that is not listed can be guessed at bit by bit. */
function checkField(field: string): void {
  if (field.length > longestField) throw refuseQuery('The name of a field is too long');
  if (/^identities\b/.test(field) && !searchableIdentityFields.includes(field)) {
    throw refuseQuery(`Of identities these can be searched for: ${searchableIdentityFields.join(', ')}`);
  }
  if (!/^[^\s*?#"(){}[\]]+$/.test(field)) throw refuseQuery('Unknown field');
}

function isUserMetadata(field: string): boolean {
  return field === 'user_metadata' || field.startsWith('user_metadata.');
}

function onField(field: string, test: ValueTest): FieldCondition {
  return { kind: 'field', field, test };
}

function testEnds(field: string, ends: Ends): ValueTest {
  if (isUserMetadata(field)) throw refuseQuery('user_metadata cannot be searched for ranges');
  return testRange(searchFieldType(field), ends);
}

function testTerm(field: string, text: string, quoted: boolean): ValueTest {
  const ends = quoted ? undefined : readComparison(text);
  if (ends) return testEnds(field, ends);
  const test = readTextTest(text, quoted);
  if (test.kind === 'like' && isUserMetadata(field)) throw refuseQuery('user_metadata cannot be searched by wildcards');
  const type = searchFieldType(field);
  if (test.kind === 'exists' || type === 'text' || type === 'term') return test;
  if (test.kind !== 'is') throw refuseQuery(`${field} cannot be searched by wildcards`);
  const [value = ''] = test.values;
  return type === 'date' ? testDate(value) : type === 'flag' ? testFlag(value) : testNumber(value);
}

function readTerm({ field, text, quoted }: Clause & { kind: 'term' }): UserCondition {
  if (field === undefined || field === '*') {
    return { kind: 'or', of: unnamedFields.map((name) => onField(name, testTerm(name, text, quoted))) };
  }
  if (field === '_exists_') {
    checkField(text);
    return onField(text, { kind: 'exists' });
  }
  checkField(field);
  return onField(field, testTerm(field, text, quoted));
}

/** Values of one field, any of which may be: one look-up for all. */
function mergeValues(conditions: readonly UserCondition[]): UserCondition[] {
  const values = new Map<string, string[]>();
  const others: UserCondition[] = [];
  for (const one of conditions) {
    if (one.kind !== 'field' || one.test.kind !== 'is') others.push(one);
    else values.set(one.field, [...(values.get(one.field) ?? []), ...one.test.values]);
  }
  return [...[...values].map(([field, all]) => onField(field, { kind: 'is', values: [...new Set(all)] })), ...others];
}

function readClause(clause: Clause): UserCondition {
  switch (clause.kind) {
    case 'not':
      return { kind: 'not', of: readClause(clause.of) };
    case 'and':
      return { kind: 'and', of: clause.of.map(readClause) };
    case 'or': {
      const of = mergeValues(clause.of.map(readClause));
      return of.length === 1 ? of[0]! : { kind: 'or', of };
    }
    case 'term':
      return readTerm(clause);
    case 'range': {
      const { field, from, to, includesFrom, includesTo } = clause;
      if (field === undefined) throw refuseQuery('A range needs a field');
      checkField(field);
      return onField(field, testEnds(field, { from: readEnd(from, includesFrom), to: readEnd(to, includesTo) }));
    }
  }
}

/**
 * What a query of Auth0's search engine v3 looks for; undefined means everybody.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export function readCondition(q: string): UserCondition | undefined {
  const trimmed = q.trim();
  return trimmed === '' || trimmed === '*' || trimmed === '*:*' ? undefined : readClause(parseQuery(trimmed));
}
