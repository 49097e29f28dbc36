import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findClient,
  findIdentity,
  findIdpTokens,
  findLiveAccessToken,
  findLiveSession,
  findRefreshToken,
  findUser,
  findUserDetails,
  insertAccessToken,
  insertIdentity,
  insertLoginTransaction,
  insertRefreshToken,
  insertSession,
  insertUser,
  isUniqueViolation,
  listUsersByEmail,
  recordLogin,
  removeExpiredRows,
  type Store,
  saveIdpTokens,
  saveProfile,
  WriteConflict,
} from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import {
  addAuthorization,
  addIdentity,
  addUser,
  fresh,
  idpTokens,
  now,
  openTestStore,
  type TestStore,
} from './set-up.ts';

describe.each(databaseKinds)('records on %s', (kind) => {
  let opened: TestStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openTestStore(kind);
    store = opened.store;
  });
  afterAll(() => opened.close());

  test('CL-25: connection, issuer and subject together are one identity, and each of them alone is not', async () => {
    const userId = await addUser(store.db);
    const key = { connectionId: fresh('con'), issuer: 'https://idp.example', subject: fresh('subject') };
    const identityId = await addIdentity(store.db, userId, key);
    expect((await findIdentity(store.db, key))?.identityId).toBe(identityId);
    const again = addIdentity(store.db, await addUser(store.db), key);
    await expect(again).rejects.toSatisfy(isUniqueViolation);
    for (const other of [
      { ...key, connectionId: fresh('con') },
      { ...key, issuer: 'https://evil.example' },
      { ...key, subject: fresh('subject') },
    ]) {
      expect(await findIdentity(store.db, other)).toBeUndefined();
      await addIdentity(store.db, await addUser(store.db), other);
    }
  });

  test('CL-25: subjects are compared letter by letter', async () => {
    const key = { connectionId: fresh('con'), issuer: 'https://idp.example', subject: 'Ünique' };
    await addIdentity(store.db, await addUser(store.db), key);
    for (const subject of ['ünique', 'ÜNIQUE', 'Ünique ', 'U\u0308nique']) {
      expect(await findIdentity(store.db, { ...key, subject })).toBeUndefined();
    }
  });

  test.each(['web@clients', 'oidc|con1|x@clients', '@clients'])('AS-51: no user is called %s', async (userId) => {
    await expect(addUser(store.db, userId)).rejects.toThrow(/check/i);
    expect(await findUser(store.db, userId)).toBeUndefined();
  });

  test('two writers of the same version of IdP tokens: one writes, the other learns of it', async () => {
    const identityId = await addIdentity(store.db, await addUser(store.db));
    await saveIdpTokens(store.db, idpTokens(identityId));
    await expect(saveIdpTokens(store.db, idpTokens(identityId))).rejects.toSatisfy(isUniqueViolation);
    const second = idpTokens(identityId, { version: 2, accessToken: Buffer.from('mine') });
    await saveIdpTokens(store.db, second);
    for (const version of [2, 4]) {
      await expect(saveIdpTokens(store.db, idpTokens(identityId, { version }))).rejects.toThrow(WriteConflict);
    }
    const kept = await findIdpTokens(store.db, identityId);
    expect({ version: kept?.version, token: Buffer.from(kept?.accessToken ?? []).toString() }).toEqual({
      version: 2,
      token: 'mine',
    });
  });

  test('IdP tokens come back to the byte and to the type, sealed tokens of 64 KB and nothing at all alike', async () => {
    const identityId = await addIdentity(store.db, await addUser(store.db));
    const whole = idpTokens(identityId, {
      accessToken: randomBytes(64 * 1024 + 40),
      refreshToken: randomBytes(64 * 1024 + 40),
      idToken: randomBytes(64 * 1024 + 40),
      expiresIn: 315_360_000,
      expiresAt: now + 315_360_000_000,
    });
    await saveIdpTokens(store.db, whole);
    const asBuffers = (record: object | undefined) =>
      Object.fromEntries(
        Object.entries(record ?? {}).map(([name, value]) => [
          name,
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
        ]),
      );
    expect(asBuffers(await findIdpTokens(store.db, identityId))).toEqual(asBuffers(whole));
    const bare = idpTokens(identityId, {
      version: 2,
      accessToken: null,
      refreshToken: null,
      expiresIn: null,
      expiresAt: null,
      scopesRequested: [],
      scopesGranted: undefined,
    });
    await saveIdpTokens(store.db, bare);
    expect(asBuffers(await findIdpTokens(store.db, identityId))).toEqual(asBuffers(bare));
  });

  test('a login counts, sets its time and address, and gives the user as it is then', async () => {
    const userId = await addUser(store.db);
    await saveProfile(store.db, (await findUser(store.db, userId))!, { email: 'new@example.com', groups: ['a'] });
    const user = await recordLogin(store.db, userId, { at: now + 5, ip: '::1' });
    expect(user).toMatchObject({
      loginsCount: 2,
      lastLogin: now + 5,
      updatedAt: now + 5,
      createdAt: now,
      lastIp: '::1',
      profile: { email: 'new@example.com', groups: ['a'] },
    });
    expect(await findUser(store.db, userId)).toEqual(user);
    expect(await recordLogin(store.db, fresh('nobody'), { at: now, ip: undefined })).toBeUndefined();
  });

  test('the copy of the e-mail address follows the profile, however odd an IdP makes it', async () => {
    const userId = await addUser(store.db);
    const address = `${fresh('somebody')}@example.com`;
    await saveProfile(store.db, (await findUser(store.db, userId))!, { email: address });
    expect((await listUsersByEmail(store.db, address, 10)).map((user) => user.userId)).toEqual([userId]);
    const odd = [
      `nul\u0000@example.com`,
      `${randomBytes(6000).toString('hex')}@example.com`,
      'lone\uD800surrogate@example.com',
      ['a@example.com'],
      '',
    ];
    for (const email of odd) {
      await saveProfile(store.db, (await findUser(store.db, userId))!, { email, note: `\u0000 ${String(email)}` });
      expect((await findUser(store.db, userId))?.profile).toMatchObject({ email });
      expect(await listUsersByEmail(store.db, address, 10)).toEqual([]);
    }
  });

  test('who is deleted leaves nothing behind: identities, IdP tokens, sessions, authorizations and their tokens', async () => {
    const { db } = store;
    const authorization = await addAuthorization(db);
    const { userId, authorizationId } = authorization;
    const identityId = await addIdentity(db, userId);
    await saveIdpTokens(db, idpTokens(identityId));
    const [sessionHash, accessHash, refreshHash] = [fresh('session'), fresh('access'), fresh('refresh')];
    await insertSession(db, {
      initialDevice: { ip: '127.0.0.1', userAgent: undefined },
      lastDevice: { ip: undefined, userAgent: 'Browser' },
      sessionHash,
      sid: fresh('sid'),
      userId,
      identityId,
      authTime: now,
      authTimeProven: false,
      createdAt: now,
      lastUsedAt: now,
      idleExpiresAt: now + 10,
      expiresAt: now + 10,
    });
    await insertAccessToken(db, { tokenHash: accessHash, authorizationId, scope: 'openid', expiresAt: now + 10 });
    await insertRefreshToken(db, {
      tokenHash: refreshHash,
      authorizationId,
      createdAt: now,
      idleExpiresAt: null,
      expiresAt: null,
    });
    const alive = async () => [
      await findUserDetails(db, userId, true),
      await findLiveSession(db, sessionHash, now),
      await findLiveAccessToken(db, accessHash, now),
      await findRefreshToken(db, refreshHash, now),
      await findIdpTokens(db, identityId),
    ];
    expect((await alive()).every((found) => found !== undefined)).toBe(true);
    await db.deleteFrom('users').where('user_id', '=', userId).execute();
    expect(await alive()).toEqual([undefined, undefined, undefined, undefined, undefined]);
    for (const table of ['identities', 'idp_tokens', 'sessions', 'authorizations'] as const) {
      const column = table === 'idp_tokens' ? 'identity_id' : 'user_id';
      const rows = await db
        .selectFrom(table)
        .selectAll()
        .where(column as never, '=', (table === 'idp_tokens' ? identityId : userId) as never)
        .execute();
      expect(rows).toEqual([]);
    }
  });

  test('expired rows go, living ones stay, and a row goes with the authorization it hangs on', async () => {
    const { db } = store;
    const rows: Record<string, boolean> = {};
    for (const offset of [-1, 0, 1]) {
      const at = now + offset;
      const dead = at < now;
      const state = fresh('state');
      await insertLoginTransaction(db, {
        transactionHash: state,
        kind: 'idp',
        browserHash: 'b',
        sealed: Buffer.from('s'),
        expiresAt: at,
      });
      const authorization = await addAuthorization(db, { expiresAt: at });
      const living = await addAuthorization(db, { expiresAt: now + 1000 });
      const [ofDead, ofLiving, refresh] = [fresh('access'), fresh('access'), fresh('refresh')];
      await insertAccessToken(db, { ...living, tokenHash: ofLiving, scope: '', expiresAt: at });
      await insertAccessToken(db, { ...authorization, tokenHash: ofDead, scope: '', expiresAt: now + 1000 });
      await insertRefreshToken(db, {
        tokenHash: refresh,
        authorizationId: authorization.authorizationId,
        createdAt: now,
        idleExpiresAt: null,
        expiresAt: null,
      });
      Object.assign(rows, { [state]: dead, [ofDead]: dead, [ofLiving]: dead, [refresh]: dead });
    }
    await removeExpiredRows(db, now);
    const left = new Set([
      ...(await db.selectFrom('login_transactions').select('transaction_hash as id').execute()).map(({ id }) => id),
      ...(await db.selectFrom('access_tokens').select('token_hash as id').execute()).map(({ id }) => id),
      ...(await db.selectFrom('refresh_tokens').select('token_hash as id').execute()).map(({ id }) => id),
    ]);
    for (const [id, dead] of Object.entries(rows)) expect([id, left.has(id)]).toEqual([id, !dead]);
  });

  test('a name with U+0000 in it, which PostgreSQL cannot hold, is nobody', async () => {
    for (const name of ['\0', 'web\0', 'oidc|con1|\0']) {
      expect(await findUser(store.db, name)).toBeUndefined();
      expect(await findUserDetails(store.db, name, true)).toBeUndefined();
      expect(await findClient(store.db, name)).toBeUndefined();
      expect(await listUsersByEmail(store.db, name, 10)).toEqual([]);
      expect(await store.transaction((db) => findUser(db, name))).toBeUndefined();
    }
  });

  test('AS-33: a spent refresh token is remembered for a month, and then no more', async () => {
    const { db } = store;
    const { authorizationId } = await addAuthorization(db, { expiresAt: now + 100 * 86_400_000 });
    const tokens = ['recent', 'long-ago', 'never'].map((name) => `${name}-${authorizationId}`);
    for (const tokenHash of tokens) {
      await insertRefreshToken(db, {
        tokenHash,
        authorizationId,
        createdAt: now,
        idleExpiresAt: null,
        expiresAt: null,
      });
    }
    for (const [index, days] of [29, 31].entries()) {
      const replaced = db.updateTable('refresh_tokens').set({ rotated_at: now - days * 86_400_000 });
      await replaced.where('token_hash', '=', tokens[index]!).execute();
    }
    await removeExpiredRows(db, now);
    const found = await Promise.all(tokens.map((tokenHash) => findRefreshToken(db, tokenHash, now)));
    expect(found.map((token) => token !== undefined)).toEqual([true, false, true]);
  });

  test('no row hangs on nothing', async () => {
    await expect(addIdentity(store.db, fresh('nobody'))).rejects.toThrow(/foreign key/i);
    await expect(saveIdpTokens(store.db, idpTokens(fresh('nothing')))).rejects.toThrow(/foreign key/i);
    await expect(addAuthorization(store.db, { userId: fresh('nobody') })).rejects.toThrow(/foreign key/i);
  });

  test('quotes, percent signs and what looks like SQL are data', async () => {
    const userId = `oidc|con1|'; drop table users; -- " % _ \\ ${fresh('x')}`;
    await insertUser(store.db, userId, { profile: { name: "O'Hara; --" }, at: now, ip: "'" });
    const identityId = fresh('identity');
    await insertIdentity(store.db, {
      identityId,
      userId,
      position: 0,
      connectionId: 'con_1',
      issuer: "'",
      subject: userId,
      connection: 'con1',
      provider: 'oidc',
      isSocial: true,
      idpUserId: userId,
      profileData: { a: "'" },
      createdAt: now,
    });
    const details = await findUserDetails(store.db, userId, true);
    expect(details?.user).toMatchObject({ userId, profile: { name: "O'Hara; --" }, lastIp: "'" });
    expect(details?.identities[0]?.identity).toMatchObject({
      subject: userId,
      isSocial: true,
      profileData: { a: "'" },
    });
  });
});
