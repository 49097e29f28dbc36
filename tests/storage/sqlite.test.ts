import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findUser, insertUser, type Store } from '../../src/storage/index.ts';
import { encodeParameter } from '../../src/storage/sqlite/encode-parameter.ts';
import { createStatementCache } from '../../src/storage/sqlite/statement-cache.ts';
import { addUser, fresh, now, openTestStore, pathOf, type TestStore } from './set-up.ts';

describe('parameters for node:sqlite', () => {
  test('text, finite numbers, big integers, bytes and null pass as they are', () => {
    const bytes = new Uint8Array([1]);
    for (const value of ['', 'a\0b', 0, -1.5, 2 ** 53, 3n, bytes, Buffer.from('x'), null]) {
      expect(encodeParameter(value)).toBe(value);
    }
  });

  test.each([
    ['a date', new Date()],
    ['an object', { a: 1 }],
    ['an array', ['a']],
    ['undefined', undefined],
    ['true', true],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a symbol', Symbol('x')],
    ['a function', () => 1],
    ['an ArrayBuffer', new ArrayBuffer(1)],
  ])('%s is refused loudly, before SQLite can take it for something else', (_name, value) => {
    expect(() => encodeParameter(value)).toThrow(TypeError);
  });
});

describe('the SQLite file', () => {
  let opened: TestStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openTestStore('sqlite');
    store = opened.store;
  });
  afterAll(() => opened.close());

  test('a value that cannot be a parameter stops the query, and nothing is written', async () => {
    const userId = fresh('user');
    const insert = insertUser(store.db, userId, { profile: {}, at: new Date() as never, ip: undefined });
    await expect(insert).rejects.toThrow('this cannot be a query parameter: [object Date]');
    expect(await findUser(store.db, userId)).toBeUndefined();
  });

  test('it is in WAL mode, syncs every commit, checks foreign keys and is whole', async () => {
    await addUser(store.db);
    const database = new DatabaseSync(pathOf(opened.url), { readOnly: true });
    const mode = database.prepare('pragma journal_mode').get();
    const check = database.prepare('pragma integrity_check').all();
    database.close();
    expect(mode).toEqual({ journal_mode: 'wal' });
    expect(check).toEqual([{ integrity_check: 'ok' }]);
  });

  test('a transaction that SQLite itself rolled back is not taken for committed', async () => {
    const userId = fresh('user');
    const late = fresh('user');
    const work = store.transaction(async (db) => {
      await addUser(db, userId);
      // What a full disk does: the statement fails and everything before it is gone.
      await db.executeQuery({ sql: 'rollback', parameters: [], query: { kind: 'RawNode' } } as never);
      await addUser(db, late);
    });
    await expect(work).rejects.toThrow('SQLite has rolled the transaction back');
    const swallowed = store.transaction(async (db) => {
      await addUser(db, userId);
      await db.executeQuery({ sql: 'rollback', parameters: [], query: { kind: 'RawNode' } } as never);
    });
    await expect(swallowed).rejects.toThrow('SQLite has rolled the transaction back');
    expect(await findUser(store.db, userId)).toBeUndefined();
    expect(await findUser(store.db, late)).toBeUndefined();
    await addUser(store.db, late);
  });

  test('the cache of statements keeps 256 and no more, the latest among them', () => {
    const database = new DatabaseSync(':memory:');
    const cache = createStatementCache(database);
    const first = cache.prepare('select 0');
    expect(cache.prepare('select 0')).toBe(first);
    for (let index = 1; index <= 256; index += 1) cache.prepare(`select ${index}`);
    const last = cache.prepare('select 256');
    expect(cache.prepare('select 256')).toBe(last);
    expect(cache.prepare('select 0')).not.toBe(first);
    database.close();
  });

  test('a statement that left the cache is prepared anew and is still right', async () => {
    const ask = async (number: number) => {
      const query = { sql: `select ${number} as answer`, parameters: [], query: { kind: 'RawNode' } };
      return (await store.db.executeQuery<{ answer: number }>(query as never)).rows[0]?.answer;
    };
    for (let number = 0; number <= 300; number += 1) expect(await ask(number)).toBe(number);
    expect(await ask(0)).toBe(0);
    const userId = await addUser(store.db);
    expect((await findUser(store.db, userId))?.userId).toBe(userId);
  });

  test('several readers of one statement at once each get their own rows', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => addUser(store.db)));
    const found = await Promise.all(ids.map((id) => findUser(store.db, id)));
    expect(found.map((user) => user?.userId)).toEqual(ids);
    expect(found.every((user) => user?.createdAt === now)).toBe(true);
  });
});
