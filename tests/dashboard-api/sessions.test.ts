import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Administration,
  createAdministration,
  createFirstStartLink,
  signInWithPassword,
  updateAdministrator,
} from '../../src/administrators/index.ts';
import { type Broker, databaseKinds, startBroker, tenantFile } from '../broker/index.ts';
import { send } from '../every-route/send.ts';
import {
  cookieName,
  createVisitor,
  emailOf,
  idOf,
  makeAdministrator,
  makeFirstAdministrator,
  password,
  setCookieOf,
  signIn,
  startDashboard,
  startNode,
  tokenOf,
  type Visitor,
} from './set-up.ts';

const minute = 60_000;

describe.each(databaseKinds)('the session of an administrator on %s', (database) => {
  let broker: Broker;
  let node: Broker;
  let admin: Visitor;

  beforeAll(async () => {
    broker = await startDashboard({ database });
    const nobody = createVisitor(broker.url);
    expect((await nobody.call('GET', '/session')).body).toEqual({ state: 'signed_out', setup_needed: true });
    admin = await makeFirstAdministrator(broker);
    node = await startNode(broker);
  });
  afterAll(async () => {
    await node.close();
    await broker.close();
  });

  test('says who is signed in, what the role may do, and that nothing is left to set up', async () => {
    const { status, body, headers } = await admin.call('GET', '/session');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      state: 'signed_in',
      administrator: { name: 'ada', email: 'ada@example.com', role: 'admin', has_password: true, passkey_count: 0 },
      tenant_name: 'Test Tenant',
      issuer: broker.issuer,
      sandbox: false,
      reveal_allowed: false,
    });
    expect(body.scopes).toEqual(expect.arrayContaining(['read:users', 'update:tenant_settings', 'read:client_keys']));
    expect(body.scopes).not.toContain('read:user_idp_tokens');
    const nobody = createVisitor(broker.url);
    expect((await nobody.call('GET', '/session')).body).toEqual({ state: 'signed_out', setup_needed: false });
  });

  test('its cookie is for this host, for HTTP alone, and for requests of this site alone', async () => {
    const visitor = createVisitor(broker.url);
    const { headers } = await signIn(visitor, 'ada');
    const [cookie] = [headers['set-cookie']].flat();
    expect(cookie).toBe(`${cookieName}=${visitor.cookie}; Path=/; HttpOnly; SameSite=Strict`);
  });

  test('a value from before the sign-in is worth nothing after it', async () => {
    const visitor = createVisitor(broker.url);
    const planted = 'a'.repeat(43);
    visitor.cookie = planted;
    await signIn(visitor, 'ada');
    expect(visitor.cookie).not.toBe(planted);
    const first = visitor.cookie!;
    await signIn(visitor, 'ada');
    expect(visitor.cookie).not.toBe(first);
    const before = createVisitor(broker.url);
    before.cookie = first;
    expect((await before.call('GET', '/session')).body.state).toBe('signed_out');
  });

  test('a cookie that comes twice is none', async () => {
    const cookie = `${cookieName}=${admin.cookie}; ${cookieName}=${'b'.repeat(43)}`;
    const { body } = await createVisitor(broker.url).call('GET', '/session', { headers: { cookie } });
    expect(body.state).toBe('signed_out');
  });

  test('signing out ends it on the server', async () => {
    const visitor = createVisitor(broker.url);
    await signIn(visitor, 'ada');
    const { cookie, csrfToken } = visitor;
    const answer = await visitor.call('DELETE', '/session');
    expect(answer.status).toBe(204);
    expect(setCookieOf(answer)).toBe('');
    Object.assign(visitor, { cookie, csrfToken });
    expect((await visitor.call('GET', '/overview')).status).toBe(401);
  });

  test('it ends after half an hour without use, and after twelve hours with', async () => {
    const idle = createVisitor(broker.url);
    const used = createVisitor(broker.url);
    await signIn(idle, 'ada');
    await signIn(used, 'ada');
    for (let passed = 0; passed < 12 * 60; passed += 20) {
      expect((await used.call('GET', '/overview')).status).toBe(200);
      broker.clock.advance(20 * minute);
      if (passed === 20) expect((await idle.call('GET', '/overview')).status).toBe(401);
    }
    expect((await used.call('GET', '/overview')).status).toBe(401);
    await signIn(admin, 'ada');
  });

  test('whoever is blocked, demoted or removed is out at once, on every node', async () => {
    const acts = [
      ['PATCH', { blocked: true }],
      ['PATCH', { role: 'viewer' }],
      ['DELETE', undefined],
    ] as const;
    for (const [index, [method, body]] of acts.entries()) {
      const name = `out${index}`;
      const there = await makeAdministrator(admin, broker, 'editor', name);
      const elsewhere = createVisitor(node.url);
      Object.assign(elsewhere, { cookie: there.cookie, csrfToken: there.csrfToken });
      expect((await elsewhere.call('GET', '/v2/clients')).status).toBe(200);
      const path = `/administrators/${await idOf(there)}`;
      expect((await admin.call(method, path, { body })).status).toBeLessThan(300);
      expect((await elsewhere.call('GET', '/v2/clients')).status).toBe(401);
      expect((await elsewhere.call('GET', '/session')).body.state).toBe('signed_out');
      if (method === 'DELETE' || 'blocked' in body) expect((await signIn(elsewhere, name)).status).toBe(403);
    }
  });

  test('a block that comes while a password is checked is not outlived by that sign-in', async () => {
    const person = await makeAdministrator(admin, broker, 'editor', 'racing');
    const id = await idOf(person);
    const administration = createAdministration(broker.app.tenant);
    const { verify } = administration.passwords;
    const blockedMeanwhile: Administration = {
      ...administration,
      passwords: {
        ...administration.passwords,
        async verify(given, stored) {
          const matches = await verify(given, stored);
          await updateAdministrator(administration, id, { blocked: true });
          return matches;
        },
      },
    };
    const wish = { email: emailOf('racing'), password, address: '192.0.2.1', replaces: undefined };
    await expect(signInWithPassword(blockedMeanwhile, wish)).rejects.toThrow(
      expect.objectContaining({ code: 'sign_in_refused' }),
    );
    await updateAdministrator(administration, id, { blocked: false });
    const { db } = broker.app.tenant.store;
    const sessions = await db
      .selectFrom('administrator_sessions')
      .selectAll()
      .where('administrator_id', '=', id)
      .execute();
    expect(sessions).toEqual([]);
  });

  test('a new password ends the other sessions of the account, and is asked for from then on', async () => {
    const visitor = await makeAdministrator(admin, broker, 'viewer', 'changes');
    const other = createVisitor(broker.url);
    await signIn(other, 'changes');
    const body = { password: 'another long password' };
    expect((await visitor.call('PUT', '/account/password', { body })).status).toBe(204);
    expect((await visitor.call('GET', '/overview')).status).toBe(200);
    expect((await other.call('GET', '/overview')).status).toBe(401);
    expect((await signIn(other, 'changes')).status).toBe(403);
    expect((await signIn(other, 'changes', body.password)).status).toBe(200);
  });

  test('dangerous acts want the password again after ten minutes', async () => {
    const visitor = createVisitor(broker.url);
    await signIn(visitor, 'ada');
    const act = () => visitor.call('POST', '/invitations', { body: { role: 'viewer' } });
    const rotate = () => visitor.call('POST', '/v2/clients/web/rotate-secret', { body: {} });
    expect((await act()).status).toBe(201);
    broker.clock.advance(10 * minute);
    for (const answer of [await act(), await rotate()]) {
      expect(answer.status).toBe(403);
      expect(answer.body.errorCode).toBe('reauthentication_required');
    }
    const path = '/session/reauthentication';
    const wrong = await visitor.call('POST', path, { body: { password: 'not the password' } });
    expect([wrong.status, wrong.body.errorCode]).toEqual([403, 'sign_in_refused']);
    expect((await act()).status).toBe(403);
    expect((await visitor.call('POST', path, { body: { password } })).body.state).toBe('signed_in');
    expect((await act()).status).toBe(201);
    expect((await rotate()).status).toBe(200);
    await signIn(admin, 'ada');
  });

  test('the password, the cookie and the token of the session are in no table', async () => {
    const visitor = createVisitor(broker.url);
    await signIn(visitor, 'ada');
    const { db } = broker.app.tenant.store;
    const rows = await Promise.all(
      (['administrators', 'administrator_sessions', 'limit_windows', 'tenant_logs'] as const).map((table) =>
        db.selectFrom(table).selectAll().execute(),
      ),
    );
    const text = JSON.stringify(rows);
    expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    for (const secret of [password, visitor.cookie, visitor.csrfToken]) expect(text).not.toContain(secret);
    expect(broker.logged()).not.toContain(visitor.cookie);
    expect(broker.logged()).not.toContain(password);
  });
});

test('with TLS the cookie has the prefix that keeps other hosts from setting it', async () => {
  // As behind a proxy that ends TLS: the address decides, not how the request came.
  const broker = await startBroker({ tenant: tenantFile('[]'), config: { issuer: 'https://id.example.com/' } });
  try {
    const link = await createFirstStartLink(broker.app.tenant);
    expect(link?.url).toMatch(/^https:\/\/id\.example\.com\/dashboard\/welcome#[\w-]{43}$/);
    const body = JSON.stringify({ token: tokenOf(link!.url), name: 'ada', email: emailOf('ada'), password });
    const headers = { 'content-type': 'application/json', origin: 'https://id.example.com' };
    const path = '/dashboard/api/invitations/accept';
    const answer = await send(broker.url, path, { method: 'POST', headers, body });
    expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-valetkey-dashboard=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  } finally {
    await broker.close();
  }
});
