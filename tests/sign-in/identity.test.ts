import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  createBrowser,
  databaseKinds,
  getManagementToken,
  getTokens,
  oauth2Connection,
  oidcConnection,
  postToken,
  readManagement,
  redeem,
  signIn,
  startBroker,
  tenantFile,
  webCredentials,
} from '../broker/index.ts';
import { type Json, startTestIdp, type TestIdp } from '../idps/index.ts';
import { attempt, countRows, expectRefusal, identityOf, readLasting, readUser, runSql } from './set-up.ts';

describe.each(databaseKinds)('who somebody is, on %s', (database) => {
  let idp: TestIdp;
  let evil: TestIdp;
  let broker: Broker;

  const honestTenant = () =>
    tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp) + oidcConnection('conE', evil));

  beforeAll(async () => {
    [idp, evil] = await Promise.all([startTestIdp(), startTestIdp()]);
    broker = await startBroker({ database, tenant: honestTenant() });
  });
  afterEach(() => {
    idp.reset();
    evil.reset();
  });
  afterAll(async () => {
    await broker.close();
    await Promise.all([idp.close(), evil.close()]);
  });

  /** The IdP gives these claims in both places. */
  const give = (at: TestIdp, claims: Json) => at.behave({ idToken: { claims }, userinfo: claims });

  test.each([
    [true, true],
    ['true', false],
    ['false', false],
    [1, false],
    [{}, false],
    [['true'], false],
    [undefined, false],
  ])('T-D13: email_verified as %j counts as %j', async (given, counts) => {
    for (const connection of ['con1', 'con2']) {
      give(idp, { email_verified: given });
      await signIn(broker, { connection, login_hint: 'dora' });
      const strategy = connection === 'con1' ? 'oidc' : 'oauth2';
      expect(await readUser(broker, `${strategy}|${connection}|dora`)).toMatchObject({
        email: 'dora@example.com',
        email_verified: counts,
      });
    }
  });

  test('T-D14: a new, unproven address takes the proof of the old one with it', async () => {
    await signIn(broker, { login_hint: 'emil' });
    expect(await readUser(broker, 'oidc|con1|emil')).toMatchObject({
      email: 'emil@example.com',
      email_verified: true,
    });
    give(idp, { email: 'vera@example.com', email_verified: undefined });
    await signIn(broker, { login_hint: 'emil' });
    expect(await readUser(broker, 'oidc|con1|emil')).toMatchObject({
      email: 'vera@example.com',
      email_verified: false,
    });
  });

  test('CL-25, T-D01: the same proven address from two IdPs makes two users, and neither sees the other', async () => {
    for (const at of [idp, evil]) give(at, { email: 'same@example.com', email_verified: true, phone_number: '+1' });
    await signIn(broker, { login_hint: 'first' });
    await signIn(broker, { connection: 'conE', login_hint: 'second' });
    await signIn(broker, { connection: 'con2', login_hint: 'first' });
    const token = await getManagementToken(broker);
    const { body } = await readManagement(broker, '/users-by-email?email=same@example.com', token);
    const users = body as unknown as { user_id: string; identities: unknown[] }[];
    expect(users.map(({ user_id }) => user_id)).toEqual(['oauth2|con2|first', 'oidc|con1|first', 'oidc|conE|second']);
    expect(users.every(({ identities }) => identities.length === 1)).toBe(true);
  });

  test('CL-25: a new address, name and username at the IdP are the same user', async () => {
    await signIn(broker, { login_hint: 'gina' });
    const before = await countRows(broker);
    give(idp, { email: 'married@example.com', name: 'Gina New', preferred_username: 'other' });
    await signIn(broker, { login_hint: 'gina' });
    expect(await countRows(broker)).toMatchObject({ users: before.users, identities: before.identities });
    expect(await readUser(broker, 'oidc|con1|gina')).toMatchObject({ email: 'married@example.com', name: 'Gina New' });
  });

  test('T-D15: an identity whose user is gone signs nobody in, and its address finds nobody else', async () => {
    await signIn(broker, { login_hint: 'orphan' });
    await runSql(broker, "delete from users where user_id = 'oidc|con1|orphan'");
    give(idp, { email: 'vera@example.com', email_verified: true });
    const before = await countRows(broker);
    const found = await attempt(broker, { login_hint: 'orphan' });
    expectRefusal(broker, found, 'access_denied');
    expect(await countRows(broker)).toEqual(before);
  });

  test('T-D16: one subject at two issuers is two users', async () => {
    await signIn(broker, { login_hint: '1' });
    await signIn(broker, { connection: 'conE', login_hint: '1' });
    const [one, two] = [await readUser(broker, 'oidc|con1|1'), await readUser(broker, 'oidc|conE|1')];
    expect([one?.logins_count, two?.logins_count]).toEqual([1, 1]);
    expect(identityOf(one).access_token).not.toBe(identityOf(two).access_token);
  });

  test('T-D17: a connection that is pointed at another issuer neither finds its users nor makes new ones for them', async () => {
    await signIn(broker, { login_hint: 'hugo' });
    const kept = await readLasting(broker, 'oidc|con1|hugo');
    await configure(broker.app, tenantFile(oidcConnection('con1', evil)));
    const before = await countRows(broker);
    give(evil, { email: 'hugo@example.com', email_verified: true });
    const found = await attempt(broker, { login_hint: 'hugo' });
    expectRefusal(broker, found, 'access_denied');
    expect(await countRows(broker)).toEqual(before);
    expect(await readLasting(broker, 'oidc|con1|hugo')).toEqual(kept);
    // Who was never here is nobody's double.
    expect((await attempt(broker, { login_hint: 'newcomer' })).answer.code).toBeDefined();
    await configure(broker.app, honestTenant());
    await signIn(broker, { login_hint: 'hugo' });
    expect(await readUser(broker, 'oidc|con1|hugo')).toMatchObject({ logins_count: 2 });
  });

  describe('strategies whose user ids do not name the connection', () => {
    const hub = (name: string, at: TestIdp) =>
      `\n  - ${JSON.stringify({
        name,
        strategy: 'github',
        enabled_clients: ['web'],
        options: {
          client_id: at.clientId,
          client_secret: at.clientSecret,
          endpoints: {
            authorization_endpoint: at.endpoints.authorization_endpoint,
            token_endpoint: at.endpoints.token_endpoint,
            userinfo_endpoint: `${at.url}/api/user`,
          },
        },
      })}`;
    const beUser = (id: number) => {
      for (const at of [idp, evil]) at.behave({ api: { '/api/user': { id, login: `user-${id}` } } });
    };

    test('T-D16: two connections that both have a user 7 make two users, and each is found again', async () => {
      await configure(broker.app, tenantFile(hub('github', idp) + hub('github-corp', evil)));
      beUser(7);
      for (const logins of [1, 2]) {
        await signIn(broker, { connection: 'github' });
        await signIn(broker, { connection: 'github-corp' });
        for (const [userId, connection] of [
          ['github|7', 'github'],
          ['github|github-corp|7', 'github-corp'],
        ] as const) {
          const user = await readUser(broker, userId);
          expect(user).toMatchObject({ user_id: userId, logins_count: logins });
          expect(identityOf(user)).toMatchObject({ connection, user_id: userId.slice('github|'.length) });
        }
      }
      await configure(broker.app, honestTenant());
    });

    test('T-D17: one that is pointed at another server refuses the ids that it knows', async () => {
      await configure(broker.app, tenantFile(hub('github', idp)));
      beUser(8);
      await signIn(broker, { connection: 'github' });
      const kept = await readLasting(broker, 'github|8');
      await configure(broker.app, tenantFile(hub('github', evil)));
      const before = await countRows(broker);
      expectRefusal(broker, await attempt(broker, { connection: 'github' }), 'access_denied');
      expect(await countRows(broker)).toEqual(before);
      expect(await readLasting(broker, 'github|8')).toEqual(kept);
      await configure(broker.app, honestTenant());
    });
  });

  test('T-D17: IdP tokens do not open under another issuer, though somebody rewrote the identity', async () => {
    await signIn(broker, { login_hint: 'ines' });
    await runSql(broker, `update identities set issuer = '${evil.url}' where idp_user_id = 'con1|ines'`);
    const path = `/users/${encodeURIComponent('oidc|con1|ines')}`;
    const { status, body } = await readManagement(broker, path, await getManagementToken(broker));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('at_');
    const plain = await readManagement(broker, path, await getManagementToken(broker, 'read:users'));
    expect(plain.status).toBe(200);
  });

  test('T-D18: a connection that was deleted and made again under its name does not take over its old users', async () => {
    const tenant = (name: string) => tenantFile(oidcConnection('con1', idp) + oidcConnection(name, evil));
    await configure(broker.app, tenant('short-lived'));
    await signIn(broker, { connection: 'short-lived', login_hint: 'jana' });
    await runSql(
      broker,
      "delete from connection_clients where connection_id in (select connection_id from connections where name = 'short-lived')",
      "delete from connections where name = 'short-lived'",
      'update tenant set version = version + 1',
    );
    await configure(broker.app, tenant('short-lived'));
    const kept = await readLasting(broker, 'oidc|short-lived|jana');
    expect(JSON.stringify(kept)).not.toContain('at_');
    const before = await countRows(broker);
    const found = await attempt(broker, { connection: 'short-lived', login_hint: 'jana' });
    expectRefusal(broker, found, 'access_denied');
    expect(await countRows(broker)).toEqual(before);
    expect(await readLasting(broker, 'oidc|short-lived|jana')).toEqual(kept);
    await configure(broker.app, honestTenant());
  });

  test('T-D19: what an IdP must not say is not heard', async () => {
    const hostile = JSON.parse(`{
      "user_id": "oidc|con1|vera", "identities": [{ "provider": "x", "access_token": "forged" }], "blocked": true,
      "app_metadata": { "admin": true }, "user_metadata": { "a": 1 }, "roles": ["admin"], "permissions": ["all"],
      "created_at": "1999-01-01T00:00:00.000Z", "logins_count": 99, "last_ip": "6.6.6.6", "multifactor": ["x"],
      "access_token": "forged", "refresh_token": "forged", "client_id": "web", "constructor": { "prototype": { "p": 1 } },
      "__proto__": { "polluted": true, "blocked": true }, "prototype": { "p": 1 }, "toString": "x", "toJSON": "x",
      "department": "Keys", "website": "https://example.com"
    }`) as Json;
    for (const connection of ['con1', 'con2']) {
      give(idp, hostile);
      await signIn(broker, { connection, login_hint: 'kurt' });
      const userId = `${connection === 'con1' ? 'oidc' : 'oauth2'}|${connection}|kurt`;
      const user = await readUser(broker, userId);
      expect(user).toMatchObject({ user_id: userId, logins_count: 1, email: 'kurt@example.com' });
      expect(JSON.stringify(user)).not.toMatch(/forged|admin|polluted|6\.6\.6|1999|prototype|"roles"|"blocked"/);
      if (connection === 'con1') expect(user).toMatchObject({ department: 'Keys', website: 'https://example.com' });
      expect(({} as Json).polluted).toBeUndefined();
      const before = await countRows(broker);
      await signIn(broker, { connection, login_hint: 'kurt' });
      expect((await countRows(broker)).users).toBe(before.users);
      expect(await readUser(broker, userId)).toMatchObject({ logins_count: 2 });
    }
  });

  test('T-B17: a blocked user is out everywhere, and back when unblocked', async () => {
    const browser = createBrowser();
    const offline = { login_hint: 'lena', scope: 'openid profile email offline_access' };
    const tokens = await getTokens(broker, offline, browser);
    const { code } = await signIn(broker, offline, browser);
    const kept = await readLasting(broker, 'oidc|con1|lena');
    const { db } = broker.app.tenant.store;
    const block = (blocked: 0 | 1) =>
      db.updateTable('users').set({ blocked }).where('user_id', '=', 'oidc|con1|lena').execute();
    const refresh = () =>
      postToken(broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token: `${tokens.refresh_token}` });
    const userinfo = () =>
      fetch(`${broker.url}/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });

    await block(1);
    const before = await countRows(broker);
    expect((await redeem(broker, code ?? '')).body.error).toBe('invalid_grant');
    expect((await refresh()).body.error).toBe('invalid_grant');
    expect((await userinfo()).status).toBe(401);
    expect(await signIn(broker, { prompt: 'none' }, browser)).toMatchObject({ error: 'login_required' });
    const again = await attempt(broker, offline);
    expect(again.answer).toEqual({
      error: 'access_denied',
      error_description: 'user is blocked',
      state: 'app-state',
      iss: broker.issuer,
    });
    expect(await countRows(broker)).toEqual(before);
    const whileBlocked = await readUser(broker, 'oidc|con1|lena');
    expect(whileBlocked).toMatchObject({ blocked: true, logins_count: kept?.logins_count });
    expect(JSON.stringify(whileBlocked)).not.toContain('at_');

    await block(0);
    // Neither was the attempt counted, nor were the IdP's new tokens kept.
    expect(await readLasting(broker, 'oidc|con1|lena')).toEqual({ ...kept, blocked: false });
    expect((await userinfo()).status).toBe(200);
    expect((await refresh()).status).toBe(200);
    expect((await signIn(broker, { prompt: 'none' }, browser)).code).toBeDefined();
  });

  test('T-B17: who is blocked while at the IdP comes back to nothing', async () => {
    await signIn(broker, { login_hint: 'mia' });
    const browser = createBrowser();
    const { db } = broker.app.tenant.store;
    idp.behave({ faults: { userinfo: { kind: 'delay', milliseconds: 150 } } });
    const before = await countRows(broker);
    const [found] = await Promise.all([
      attempt(broker, { login_hint: 'mia' }, browser),
      db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', 'oidc|con1|mia').execute(),
    ]);
    expect(found.answer.error).toBe('access_denied');
    expect(await countRows(broker)).toEqual(before);
  });

  test('AS-51: a subject that would make a user look like a machine is refused, and the application is told', async () => {
    const before = await countRows(broker);
    give(idp, { sub: 'm2m@clients' });
    expectRefusal(broker, await attempt(broker, { login_hint: 'nobody' }), 'server_error');
    expect(await countRows(broker)).toEqual(before);
  });

  test('an IdP may say odd things of its user, who gets in all the same', async () => {
    const odd = {
      email: `nul\u0000@${'x'.repeat(5000)}.example`,
      name: `\u0000\u202E${'n'.repeat(3000)}`,
      nickname: 7,
      picture: 'javascript:alert(1)',
      groups: Array.from({ length: 2000 }, (_, index) => `group-${index}`),
      nested: { 'a.b': { $where: '1' }, "'; drop table users; --": null },
      surrogate: 'x\uD800y',
    };
    give(idp, odd);
    await signIn(broker, { login_hint: 'odd' });
    const user = await readUser(broker, 'oidc|con1|odd');
    expect(user).toMatchObject({ user_id: 'oidc|con1|odd', groups: odd.groups, name: odd.name });
    expect(user).not.toHaveProperty('picture');
  });
});
