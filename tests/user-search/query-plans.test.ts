import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Store, searchUsers } from '../../src/storage/index.ts';
import { readCondition } from '../../src/users/search/read-condition.ts';
import { openTestStore, pathOf, type TestStore } from '../storage/set-up.ts';
import { addUsers } from './set-up.ts';

let database: TestStore;
let file: DatabaseSync;
beforeAll(async () => {
  database = await openTestStore('sqlite');
  const users = Array.from({ length: 20 }, (_, number) => ({
    userId: `oidc|${number}`,
    profile: { name: `User ${number}`, email: `u${number}@example.com`, email_verified: true },
    appMetadata: { seats: number, plan: 'gold' },
    createdAt: 1_700_000_000_000 + number,
    connections: ['con1'],
  }));
  await addUsers(database.store, users);
  file = new DatabaseSync(pathOf(database.url), { readOnly: true });
  file.function('in_time', { deterministic: false }, () => 1);
});
afterAll(async () => {
  file.close();
  await database.close();
});

/** Every plan of a search: what it reads, and how. */
async function plansOf(q: string, fewUsers: number, field: 'user_id' | 'name' | 'created_at'): Promise<string[]> {
  const statements: { sql: string; parameters: readonly unknown[] }[] = [];
  const store: Store = {
    ...database.store,
    readBounded: (milliseconds, work) =>
      database.store.readBounded(milliseconds, (read) =>
        work((query) => {
          statements.push(query.compile());
          return read(query);
        }),
      ),
  };
  const page = { sort: { field, direction: 'asc' }, offset: 0, limit: 5, withTotal: false } as const;
  await searchUsers(store, { ...page, condition: await readCondition(q) }, { milliseconds: 60_000, fewUsers });
  return statements.flatMap(({ sql, parameters }) =>
    (file.prepare(`explain query plan ${sql}`).all(...(parameters as string[])) as { detail: string }[]).map(
      ({ detail }) => detail,
    ),
  );
}

const queries = [
  'user_id:"oidc|3"',
  'user_id:oidc|1*',
  'email:"u3@example.com"',
  'identities.connection:con1',
  'identities.provider:oidc',
  'name:user*',
  'app_metadata.plan:gold',
  'app_metadata.seats:[3 TO 7]',
  '_exists_:app_metadata.plan',
  'created_at:[2023 TO *]',
  'last_login:2023',
  'logins_count:>5',
  'name:(a OR b) AND app_metadata.plan:gold AND NOT email_verified:false',
  'email:"u3@example.com" OR identities.connection:con1',
];

test.each(queries)('%s: a rare part is looked up by an index, and nothing is read whole', async (q) => {
  const scans = (await plansOf(q, 10_000, 'user_id')).filter((detail) => /^SCAN (?!p\b|c\b|CONSTANT)/.test(detail));
  expect(scans).toEqual([]);
});

test.each(queries)('%s: what many have is walked through along the index of the order, and not sorted', async (q) => {
  for (const field of ['user_id', 'created_at', 'name'] as const) {
    const plans = await plansOf(q, -1, field);
    const sorts = plans.filter((detail) => detail.includes('TEMP B-TREE'));
    expect({ field, sorts, plans: sorts.length > 0 ? plans : [] }).toEqual({ field, sorts: [], plans: [] });
    const scans = plans.filter((detail) => /^SCAN (?!p\b|c\b|CONSTANT)/.test(detail));
    for (const scan of scans) expect(scan).toMatch(/^SCAN u USING (COVERING )?INDEX/);
  }
});
