import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutOfTime, type Store, searchUsers, type UserCondition } from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { openTestStore, type TestStore } from '../storage/set-up.ts';
import { addUsers } from './set-up.ts';

const everybody = { sort: { field: 'user_id', direction: 'asc' }, offset: 0, limit: 10, withTotal: true } as const;
const slowly: UserCondition = { kind: 'field', field: 'name', test: { kind: 'like', parts: ['', 'zzz'] } };

describe.each(databaseKinds)('searches that take too long, on %s', (kind) => {
  let test_: TestStore;
  let store: Store;
  beforeAll(async () => {
    test_ = await openTestStore(kind);
    ({ store } = test_);
    const users = Array.from({ length: 300 }, (_, number) => ({
      userId: `oidc|${String(number).padStart(5, '0')}`,
      profile: { name: `User ${number}`, email: `u${number}@example.com` },
      createdAt: 1_700_000_000_000 + number,
      connections: ['con1'],
    }));
    await addUsers(store, users);
  });
  afterAll(() => test_.close());

  /** A query that runs until it is stopped. */
  const untilStopped =
    kind === 'sqlite'
      ? 'with recursive c (n) as (select 1 union all select n + 1 from c) select count(*) from c where in_time() = 1'
      : 'select count(*) from users a, users b, users c, users d, users e where a.user_id <> e.user_id';

  function readEndless(milliseconds: number): Promise<unknown[]> {
    const query = { sql: untilStopped, parameters: [], query: { kind: 'RawNode' }, queryId: { queryId: 'q' } };
    return store.readBounded(milliseconds, (read) => read({ compile: () => query as never }));
  }

  test('a search that would never end is ended, and the next one is answered', async () => {
    await expect(readEndless(200)).rejects.toThrow(OutOfTime);
    const { userIds, total } = await searchUsers(
      store,
      { ...everybody, condition: undefined },
      { milliseconds: 30_000 },
    );
    expect(userIds[0]).toBe('oidc|00000');
    expect(total).toBe(300);
  });

  test('while it runs everything else goes on: reads and writes are done before it ends', async () => {
    let ended = false;
    const slow = readEndless(1_500).finally(() => {
      ended = true;
    });
    slow.catch(() => {});
    for (let round = 0; round < 20; round += 1) {
      await store.db.selectFrom('users').select('user_id').where('user_id', '=', 'oidc|00007').execute();
      await store.db.updateTable('users').set({ last_ip: '::1' }).where('user_id', '=', 'oidc|00007').execute();
    }
    expect(ended).toBe(false);
    await expect(slow).rejects.toThrow(OutOfTime);
  });

  test('more searches than can wait are refused, and none is forgotten', async () => {
    const search = () =>
      searchUsers(store, { ...everybody, condition: slowly }, { milliseconds: 30_000 }).then(
        () => 'answered',
        (error: unknown) => (error instanceof OutOfTime ? 'refused' : String(error)),
      );
    const outcomes = await Promise.all(Array.from({ length: 100 }, search));
    expect(outcomes.every((outcome) => outcome === 'answered' || outcome === 'refused')).toBe(true);
    expect(outcomes.filter((outcome) => outcome === 'answered').length).toBeGreaterThanOrEqual(60);
    expect(await search()).toBe('answered');
  });

  test('a search without time left is refused before it asks', async () => {
    await expect(searchUsers(store, { ...everybody, condition: slowly }, { milliseconds: 0 })).rejects.toThrow(
      OutOfTime,
    );
  });
});
