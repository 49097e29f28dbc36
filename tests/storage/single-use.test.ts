import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  consumeAuthorizationCode,
  consumeLoginTransaction,
  consumePushedRequest,
  findLoginTransaction,
  findRefreshToken,
  insertLoginTransaction,
  insertPushedRequest,
  insertRefreshToken,
  revokeAuthorization,
  rotateRefreshToken,
  type Store,
  spendId,
} from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { addAuthorization, addClient, countValues, fresh, now, openTestStore, type TestStore } from './set-up.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

describe.each(databaseKinds)('what may be used once, on %s', (kind) => {
  let opened: TestStore;
  let store: Store;
  /** Two nodes on one database. */
  let nodes: readonly [Store, Store];

  beforeAll(async () => {
    opened = await openTestStore(kind);
    store = opened.store;
    nodes = [store, await opened.openAnother()];
  });
  afterAll(() => opened.close());

  const nodeOf = (index: number) => nodes[index % 2]!;

  test('AS-12: of 50 who redeem a code at once on two nodes one gets it, and all of it ends', async () => {
    const { codeHash, authorizationId } = await addAuthorization(store.db);
    const results = await Promise.all(
      fifty.map((index) => consumeAuthorizationCode(nodeOf(index).db, codeHash, now + index)),
    );
    expect(countValues(results.map(({ outcome }) => outcome))).toEqual({ consumed: 1, 'used-before': 49 });
    const row = await store.db
      .selectFrom('authorizations')
      .select('revoked_at')
      .where('authorization_id', '=', authorizationId)
      .executeTakeFirstOrThrow();
    expect(row.revoked_at).not.toBeNull();
  });

  test('AS-12: the same inside transactions of two nodes', async () => {
    const { codeHash } = await addAuthorization(store.db);
    const results = await Promise.all(
      fifty.map((index) => nodeOf(index).transaction((db) => consumeAuthorizationCode(db, codeHash, now))),
    );
    expect(countValues(results.map(({ outcome }) => outcome))).toEqual({ consumed: 1, 'used-before': 49 });
  });

  test('AS-12, AS-13: the code brings what was stored with it; an expired one says so and is spent all the same', async () => {
    const { codeHash, ...stored } = await addAuthorization(store.db);
    const found = await consumeAuthorizationCode(store.db, codeHash, stored.codeExpiresAt);
    expect(found).toMatchObject({
      outcome: 'consumed',
      expired: true,
      authorization: { clientId: stored.clientId, userId: stored.userId, request: stored.request },
    });
    expect(await consumeAuthorizationCode(store.db, codeHash, now)).toEqual({ outcome: 'used-before' });
    const other = await addAuthorization(store.db);
    expect(await consumeAuthorizationCode(store.db, other.codeHash, other.codeExpiresAt - 1)).toMatchObject({
      outcome: 'consumed',
      expired: false,
    });
  });

  test('an unknown code is unknown, and a revoked one is never consumed', async () => {
    expect(await consumeAuthorizationCode(store.db, fresh('code'), now)).toEqual({ outcome: 'unknown' });
    const { codeHash, authorizationId } = await addAuthorization(store.db);
    await revokeAuthorization(store.db, authorizationId, now);
    expect(await consumeAuthorizationCode(store.db, codeHash, now)).toEqual({ outcome: 'used-before' });
  });

  test('CL-01, T-B02: of 50 who bring a state back at once on two nodes one gets the transaction', async () => {
    const key = { transactionHash: fresh('state'), kind: 'idp', browserHash: fresh('browser') } as const;
    const sealed = Buffer.from('sealed');
    await insertLoginTransaction(store.db, { ...key, sealed, expiresAt: now + 1 });
    const results = await Promise.all(fifty.map((index) => consumeLoginTransaction(nodeOf(index).db, { ...key, now })));
    const found = results.filter((result) => result !== undefined);
    expect(found.map((bytes) => Buffer.from(bytes).toString())).toEqual(['sealed']);
  });

  test('CL-01: another browser, another kind or a late one neither gets a transaction nor uses it up', async () => {
    const key = { transactionHash: fresh('state'), kind: 'idp', browserHash: fresh('browser') } as const;
    await insertLoginTransaction(store.db, { ...key, sealed: Buffer.from('sealed'), expiresAt: now + 1 });
    const wrong = [
      { ...key, browserHash: fresh('browser'), now },
      { ...key, kind: 'login' as const, now },
      { ...key, transactionHash: fresh('state'), now },
      { ...key, now: now + 1 },
    ];
    for (const attempt of wrong) {
      expect(await consumeLoginTransaction(store.db, attempt)).toBeUndefined();
      expect(await findLoginTransaction(store.db, attempt)).toBeUndefined();
    }
    expect(await findLoginTransaction(store.db, { ...key, now })).toBeDefined();
    expect(await consumeLoginTransaction(store.db, { ...key, now })).toBeDefined();
  });

  test('of 50 who rotate a refresh token at once on two nodes one does, and the time of that stays', async () => {
    const { authorizationId } = await addAuthorization(store.db);
    const tokenHash = fresh('refresh');
    await insertRefreshToken(store.db, {
      tokenHash,
      authorizationId,
      createdAt: now,
      idleExpiresAt: null,
      expiresAt: null,
    });
    const results = await Promise.all(
      fifty.map((index) => rotateRefreshToken(nodeOf(index).db, tokenHash, now + 1 + index)),
    );
    expect(countValues(results)).toEqual({ true: 1, false: 49 });
    const row = () => store.db.selectFrom('refresh_tokens').select('rotated_at').where('token_hash', '=', tokenHash);
    const first = await row().executeTakeFirst();
    expect(await rotateRefreshToken(store.db, tokenHash, now + 1000)).toBe(false);
    expect(await row().executeTakeFirst()).toEqual(first);
    expect(await findRefreshToken(store.db, tokenHash, now)).toMatchObject({ revoked: false });
  });

  test('AS-43: of 50 who spend one id at once on two nodes one may, and nobody later', async () => {
    const id = fresh('id');
    const results = await Promise.all(fifty.map((index) => spendId(nodeOf(index).db, id, now + 1000)));
    expect(countValues(results.map(String))).toEqual({ true: 1, false: 49 });
    expect(await spendId(store.db, id, now + 2000)).toBe(false);
    expect(await spendId(store.db, fresh('id'), now)).toBe(true);
  });

  test('AS-41: of 50 who take a pushed request at once on two nodes one gets it; another client never', async () => {
    const clientId = await addClient(store.db);
    const requestHash = fresh('request');
    const sealed = Buffer.from('sealed');
    await insertPushedRequest(store.db, { requestHash, clientId, sealed, expiresAt: now + 1000 });
    const key = { requestHash, clientId, now };
    expect(await consumePushedRequest(store.db, { ...key, clientId: 'another' })).toBeUndefined();
    expect(await consumePushedRequest(store.db, { ...key, now: now + 1000 })).toBeUndefined();
    const results = await Promise.all(fifty.map((index) => consumePushedRequest(nodeOf(index).db, key)));
    expect(results.filter((found) => found !== undefined)).toHaveLength(1);
  });
});
