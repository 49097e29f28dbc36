import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchUsers } from '../../src/storage/index.ts';
import { readCondition } from '../../src/users/search/read-condition.ts';
import { databaseKinds } from '../broker/index.ts';
import { openTestStore, type TestStore } from '../storage/set-up.ts';
import { addUsers, type SampleUser } from './set-up.ts';

const words = ['jane', 'Jane', 'JANE smith', 'jan*e', 'ja%n_e', 'zoë', '[x]', 'x', 'ab"c\\d', ''];
const folded = ['name', 'nickname'];
const numbers = [-3.5, -1, 0, 0.5, 2, 10, 1e6];

/** Every user has another mixture of few values, so that queries find some and not others. */
const users: readonly SampleUser[] = Array.from({ length: 60 }, (_, index) => {
  const pick = <T>(values: readonly T[], step: number): T => values[(index * step + step) % values.length]!;
  const has = (step: number) => (index * step) % 5 !== 0;
  return {
    userId: `oidc|con${index % 3}|${index}`,
    profile: {
      ...(has(1) && { name: pick(words, 3) }),
      ...(has(2) && { nickname: pick(words, 7) }),
      ...(has(3) && { locale: pick(words, 1) }),
    },
    appMetadata: {
      plan: pick(words, 7),
      ...(has(4) && { seats: pick(numbers, 3), nested: { list: [pick(words, 3), pick(words, 1)] } }),
      flag: index % 2 === 0,
    },
    ...(index % 4 === 0 && { blocked: index % 8 === 0 }),
    createdAt: 1_700_000_000_000 + index * 3_600_000,
    connections: [`con${index % 3}`, ...(index % 7 === 0 ? ['con1'] : [])],
  };
});

/** What a user has in a field, found out without a look at the index. */
function valuesOf(user: SampleUser, field: string): unknown[] {
  if (field === 'user_id') return [user.userId];
  if (field === 'identities.connection') return [...user.connections];
  if (field === 'blocked') return [user.blocked].filter((value) => value !== undefined);
  const [first = '', ...path] = field.split('.');
  let values: unknown[] = [first === 'app_metadata' ? user.appMetadata : user.profile[first]];
  for (const name of path) values = values.map((value) => (value as Record<string, unknown> | undefined)?.[name]);
  return values.flat().filter((value) => value !== undefined);
}

type Query =
  | { kind: 'is'; field: string; value: string }
  | { kind: 'starts' | 'ends' | 'holds'; field: string; value: string }
  | { kind: 'exists'; field: string }
  | { kind: 'numbers'; from: number | undefined; to: number | undefined; open: boolean }
  | { kind: 'created'; from: number; to: number }
  | { kind: 'not'; of: Query }
  | { kind: 'and' | 'or'; of: [Query, Query] };

const fields = ['name', 'nickname', 'locale', 'app_metadata.plan', 'app_metadata.nested.list', 'app_metadata.flag'];
const field = fc.constantFrom(...fields, 'user_id', 'identities.connection', 'blocked');
const value = fc.constantFrom(...words, 'true', 'false', 'con1', 'oidc|con2|5', 'nobody');
const text = fc.constantFrom('jan', 'Jan', 'jane', 'jan*', 'ja%', 'zoë', '[x]', 'b"c', 'oidc|con1|');
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ kind: fc.constant('is' as const), field, value }),
  fc.record({ kind: fc.constantFrom('starts', 'ends', 'holds'), field: fc.constantFrom(...fields), value: text }),
  fc.record({
    kind: fc.constant('exists' as const),
    field: fc.constantFrom(...fields, 'app_metadata.nested', 'blocked'),
  }),
  fc.record({
    kind: fc.constant('numbers' as const),
    from: fc.option(fc.constantFrom(...numbers), { nil: undefined }),
    to: fc.option(fc.constantFrom(...numbers, 1.25), { nil: undefined }),
    open: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('created' as const), from: fc.nat(60), to: fc.nat(60) }),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('query') }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.tuple(tie('query'), tie('query')),
      }),
    },
  ),
}));

const hour = (index: number) => new Date(1_700_000_000_000 + index * 3_600_000).toISOString();
const quote = (words: string) => `"${words.replaceAll(/["\\]/g, '\\$&')}"`;
const backslash = (words: string) => words.replaceAll(/[^\p{L}\d]/gu, '\\$&');

function write(node: Query): string {
  switch (node.kind) {
    case 'is':
      return `${node.field}:${quote(node.value)}`;
    case 'starts':
      return `${node.field}:${backslash(node.value)}*`;
    case 'ends':
      return `${node.field}:*${backslash(node.value)}`;
    case 'holds':
      return `${node.field}:*${backslash(node.value)}*`;
    case 'exists':
      return `_exists_:${node.field}`;
    case 'numbers': {
      const [left, right] = node.open ? '{}' : '[]';
      return `app_metadata.seats:${left}${node.from ?? '*'} TO ${node.to ?? '*'}${right}`;
    }
    case 'created':
      return `created_at:[${hour(node.from)} TO ${hour(node.to)}}`;
    case 'not':
      return `NOT (${write(node.of)})`;
    default:
      return `(${write(node.of[0])}) ${node.kind.toUpperCase()} (${write(node.of[1])})`;
  }
}

function holds(user: SampleUser, node: Query): boolean {
  switch (node.kind) {
    case 'numbers': {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, open } = node;
      return valuesOf(user, 'app_metadata.seats').some((seats) =>
        open ? Number(seats) > from && Number(seats) < to : Number(seats) >= from && Number(seats) <= to,
      );
    }
    case 'created':
      return user.createdAt >= Date.parse(hour(node.from)) && user.createdAt < Date.parse(hour(node.to));
    case 'not':
      return !holds(user, node.of);
    case 'and':
      return node.of.every((one) => holds(user, one));
    case 'or':
      return node.of.some((one) => holds(user, one));
    case 'exists':
      return valuesOf(user, node.field).length > 0;
    default: {
      const fold = (words: string) => (folded.includes(node.field) ? words.toLowerCase() : words);
      const wanted = fold(node.value);
      const test = { is: (t: string) => t === wanted, starts: (t: string) => t.startsWith(wanted) };
      const others = { ends: (t: string) => t.endsWith(wanted), holds: (t: string) => t.includes(wanted) };
      return valuesOf(user, node.field).some((one) => ({ ...test, ...others })[node.kind](fold(String(one))));
    }
  }
}

describe.each(databaseKinds)('queries as SQL on %s', (kind) => {
  let database: TestStore;
  beforeAll(async () => {
    database = await openTestStore(kind);
    await addUsers(database.store, users);
  });
  afterAll(() => database.close());

  // With 3 nearly every query has no rare part, and users are walked through; with 10,000 all parts are rare.
  test.each([3, 10_000])(
    'any query finds exactly the users for whom it is true, and counts them (%i users are few)',
    async (fewUsers) => {
      const page = { offset: 0, limit: 100, withTotal: true };
      const sorts = fc.constantFrom('user_id', 'name', 'created_at', 'nickname');
      await fc.assert(
        fc.asyncProperty(query, sorts, async (node, field) => {
          const condition = await readCondition(write(node));
          const limits = { milliseconds: 60_000, fewUsers };
          const { userIds, total } = await searchUsers(
            database.store,
            { ...page, sort: { field, direction: 'desc' }, condition },
            limits,
          );
          const expected = users.filter((user) => holds(user, node)).map((user) => user.userId);
          expect({ found: [...userIds].sort(), total }).toEqual({ found: expected.sort(), total: expected.length });
        }),
        { numRuns: 250 },
      );
    },
  );

  test('no text makes anything but an answer or a refusal', async () => {
    const page = { sort: { field: 'name', direction: 'desc' }, offset: 0, limit: 5, withTotal: true } as const;
    const piece = fc.constantFrom(
      ...[
        'name:',
        'a',
        '(',
        ')',
        '"',
        '*',
        ' AND ',
        ' OR ',
        ' NOT ',
        '[',
        ' TO ',
        '}',
        '\\',
        '-',
        '!',
        '+',
        '>=',
        ':',
        '~2',
      ],
      ...[
        'created_at:',
        '2024-01-01',
        'app_metadata.x:',
        '_exists_:',
        "'",
        '%',
        '_',
        '?',
        ';--',
        '/',
        '^',
        '\u{1f511}',
        '\ud800',
      ],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
        ),
        async (q) => {
          const read = () => {
            try {
              return readCondition(q);
            } catch (error) {
              expect((error as { status?: number }).status).toBe(400);
              return 'refused' as const;
            }
          };
          const condition = read();
          if (condition !== 'refused')
            await searchUsers(database.store, { ...page, condition }, { milliseconds: 60_000 });
        },
      ),
      { numRuns: 300 },
    );
  });
});
