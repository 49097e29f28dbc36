import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findIdentity,
  findIdpTokens,
  findUser,
  recordLogin,
  type Store,
  saveIdpTokens,
  WriteConflict,
} from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { addIdentity, addUser, fresh, idpTokens, now, openTestStore, type TestStore } from './set-up.ts';

describe.each(databaseKinds)('transactions on %s', (kind) => {
  let opened: TestStore;
  let store: Store;
  let another: Store;
  beforeAll(async () => {
    opened = await openTestStore(kind);
    store = opened.store;
    another = await opened.openAnother();
  });
  afterAll(() => opened.close());

  test('R-05: a transaction that fails leaves nothing, and the next one works', async () => {
    const userId = fresh('user');
    const subject = fresh('subject');
    const work = store.transaction(async (db) => {
      await addUser(db, userId);
      const identityId = await addIdentity(db, userId, { subject });
      await saveIdpTokens(db, idpTokens(identityId));
      throw new Error('the power went');
    });
    await expect(work).rejects.toThrow('the power went');
    expect(await findUser(store.db, userId)).toBeUndefined();
    expect(
      await findIdentity(store.db, { connectionId: 'con_1', issuer: 'https://idp.example', subject }),
    ).toBeUndefined();
    await store.transaction((db) => addUser(db, userId));
    expect(await findUser(another.db, userId)).toBeDefined();
  });

  test('a statement that fails takes the whole transaction with it', async () => {
    const userId = fresh('user');
    const work = store.transaction(async (db) => {
      await addUser(db, userId);
      await addIdentity(db, fresh('nobody'));
    });
    await expect(work).rejects.toThrow(/foreign key/i);
    expect(await findUser(store.db, userId)).toBeUndefined();
  });

  test('T-D21: two nodes that make the same user at once do the work again, and one user comes of it', async () => {
    const subject = fresh('subject');
    const userId = `oidc|con1|${subject}`;
    const signIn = (node: Store) =>
      node.transaction(async (db) => {
        const key = { connectionId: 'con_1', issuer: 'https://idp.example', subject };
        if (await findIdentity(db, key)) await recordLogin(db, userId, { at: now, ip: undefined });
        else await addIdentity(db, await addUser(db, userId), { subject });
      });
    await Promise.all(Array.from({ length: 50 }, (_, index) => signIn(index % 2 ? store : another)));
    expect((await findUser(store.db, userId))?.loginsCount).toBe(50);
  });

  test('50 writers on two nodes who each add one to the version of IdP tokens: none is lost', async () => {
    const identityId = await addIdentity(store.db, await addUser(store.db));
    await saveIdpTokens(store.db, idpTokens(identityId));
    let outdone = 0;
    const write = async (node: Store): Promise<void> => {
      try {
        await node.transaction(async (db) => {
          const kept = await findIdpTokens(db, identityId);
          await saveIdpTokens(db, idpTokens(identityId, { version: (kept?.version ?? 0) + 1 }));
        });
      } catch (error) {
        if (!(error instanceof WriteConflict)) throw error;
        outdone += 1;
        await write(node);
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => write(index % 2 ? store : another)));
    expect((await findIdpTokens(store.db, identityId))?.version).toBe(51);
    // SQLite lets one writer in at a time, so nobody is ever outdone there.
    if (kind === 'sqlite') expect(outdone).toBe(0);
  });

  test('a conflict that does not pass is told to the caller after a few attempts', async () => {
    let attempts = 0;
    const work = store.transaction(async () => {
      attempts += 1;
      throw new WriteConflict('always');
    });
    await expect(work).rejects.toThrow(WriteConflict);
    expect(attempts).toBe(4);
  });

  test('R-27: work in a transaction may look something up outside it, however many do so at once', async () => {
    const userId = await addUser(store.db);
    const looked = Array.from({ length: 60 }, () =>
      store.transaction(async (db) => {
        await recordLogin(db, userId, { at: now, ip: undefined });
        return findUser(store.db, userId);
      }),
    );
    await Promise.all(looked);
    expect((await findUser(store.db, userId))?.loginsCount).toBe(61);
  });

  test('a read neither waits for an open transaction nor sees what it has not committed', async () => {
    const userId = fresh('user');
    const { promise: written, resolve: tellWritten } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const work = store.transaction(async (db) => {
      await addUser(db, userId);
      tellWritten();
      await mayEnd;
    });
    await written;
    // A read that waited would wait for ever: the transaction ends only after it.
    expect(await findUser(store.db, userId)).toBeUndefined();
    expect(await findUser(another.db, userId)).toBeUndefined();
    end();
    await work;
    expect(await findUser(store.db, userId)).toBeDefined();
    expect(await findUser(another.db, userId)).toBeDefined();
  });

  test('a writer of another node waits for an open transaction without stopping this process', async () => {
    const userId = await addUser(store.db);
    const { promise: written, resolve: tellWritten } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const order: string[] = [];
    const work = store.transaction(async (db) => {
      await recordLogin(db, userId, { at: now, ip: undefined });
      tellWritten();
      await mayEnd;
      order.push('first');
    });
    await written;
    const single = recordLogin(another.db, userId, { at: now, ip: undefined }).then(() => order.push('single'));
    const whole = another
      .transaction((db) => recordLogin(db, userId, { at: now, ip: undefined }))
      .then(() => order.push('whole'));
    // Were this process stopped by the waiting, the timer could not fire before SQLite gives up.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(order).toEqual([]);
    end();
    await Promise.all([work, single, whole]);
    expect(order[0]).toBe('first');
    expect((await findUser(store.db, userId))?.loginsCount).toBe(4);
  });
});
