import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findUser, openStore, type Store } from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { addUser, openTestStore, type TestStore } from './set-up.ts';

interface Prepared {
  statement: string;
}

async function listPrepared({ db }: Store, text: string): Promise<Prepared[]> {
  const { rows } = await sql<Prepared>`select statement from pg_prepared_statements`.execute(db);
  return rows.filter(({ statement }) => statement.includes(text));
}

describe.runIf(databaseKinds.includes('postgres'))('prepared statements', () => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore('postgres');
  });
  afterAll(() => opened.close());

  test('a text that comes again is planned once, and one that came once is not kept', async () => {
    const { store } = opened;
    const userId = await addUser(store.db);
    for (let n = 0; n < 4; n += 1) expect(await findUser(store.db, userId)).toBeDefined();
    await sql`select 'seldom asked'::text`.execute(store.db);
    expect(await listPrepared(store, 'from "users" where "user_id"')).toHaveLength(1);
    expect(await listPrepared(store, 'seldom asked')).toHaveLength(0);
  });

  test('an address with prepared_statements=off keeps none', async () => {
    const store = await openStore({ url: `${opened.url}?prepared_statements=off` });
    try {
      const userId = await addUser(store.db);
      for (let n = 0; n < 4; n += 1) expect(await findUser(store.db, userId)).toBeDefined();
      expect(await listPrepared(store, '"users"')).toHaveLength(0);
    } finally {
      await store.close();
    }
  });

  test('R-29: a column that another node adds breaks neither a query nor a transaction that is prepared here', async () => {
    const { store } = opened;
    const userId = await addUser(store.db);
    const alone = () => findUser(store.db, userId);
    const together = () =>
      store.transaction(async (db) => {
        await findUser(db, userId);
        return findUser(db, userId);
      });
    for (let n = 0; n < 4; n += 1) await Promise.all([alone(), together()]);
    const other = await opened.openAnother();
    await sql`alter table users add column later text`.execute(other.db);
    const [one, two] = await Promise.all([alone(), together()]);
    expect(one?.userId).toBe(userId);
    expect(two?.userId).toBe(userId);
    // And from then on as before.
    for (let n = 0; n < 4; n += 1) expect((await together())?.userId).toBe(userId);
  });
});
