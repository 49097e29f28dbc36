import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  type Browser,
  createBrowser,
  databaseKinds,
  oidcConnection,
  signIn as signInUser,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type Answer, makeAdministrator, makeFirstAdministrator, type Visitor } from './set-up.ts';

describe.each(databaseKinds)('trying a connection, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let admin: Visitor;
  let path: string;

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), database });
    admin = await makeFirstAdministrator(broker);
    const { body } = await admin.call('GET', '/v2/connections');
    path = `/connections/${(body as unknown as { id: string }[])[0]!.id}/tries`;
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  beforeEach(() => idp.reset());

  /** The browser that the administrator sits at: it got the cookie with the answer. */
  function browserOf({ headers }: Answer): Browser {
    const browser = createBrowser();
    const line = [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('valetkey-browser='))!;
    expect(line).toContain('HttpOnly');
    browser.setCookie(broker.url, 'valetkey-browser', line.slice('valetkey-browser='.length).split(';')[0]!);
    return browser;
  }
  async function begin(body: object = {}, visitor = admin) {
    const begun = await visitor.call('POST', path, { body });
    expect(begun.status).toBe(201);
    const resultPath = `${path}/${String(begun.body.id)}`;
    return { begun, url: String(begun.body.authorize_url), result: () => visitor.call('GET', resultPath), resultPath };
  }
  const countRows = async () => {
    const { db } = broker.app.tenant.store;
    const tables = ['users', 'identities', 'idp_tokens', 'sessions'] as const;
    return Promise.all(tables.map(async (table) => (await db.selectFrom(table).selectAll().execute()).length));
  };
  const nowhere = 'http://127.0.0.1:9/nowhere';

  test('shows profile, scopes, life and fingerprint of a real sign-in that leaves nothing behind', async () => {
    const before = await countRows();
    idp.behave({ user: 'tess', refreshTokens: 'always', accessTokenLifetime: 900 });
    const { begun, url, result } = await begin({ connection_scope: 'calendar', offline_access: true });
    expect(new URL(url).searchParams.get('scope')?.split(' ')).toEqual(
      expect.arrayContaining(['openid', 'calendar', 'offline_access']),
    );
    expect((await result()).body).toEqual({ state: 'waiting' });
    const { response } = await browserOf(begun).follow(url, nowhere);
    expect([response?.status, response?.headers.get('set-cookie')]).toEqual([200, null]);
    const { body, text } = await result();
    expect(body).toMatchObject({
      state: 'done',
      profile: { email: expect.any(String) },
      expires_in: 900,
      has_refresh_token: true,
      token_fingerprint: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(await countRows()).toEqual(before);
    const [revocation] = idp.requests('revoke');
    const token = String(revocation?.params.token);
    expect(token.length).toBeGreaterThan(10);
    const used = String(idp.requests('userinfo')[0]?.headers.authorization).slice('Bearer '.length);
    const { db } = broker.app.tenant.store;
    const kept = JSON.stringify(await db.selectFrom('connection_tries').selectAll().execute());
    for (const secret of [token, used]) {
      expect(text).not.toContain(secret);
      expect(kept).not.toContain(secret);
      expect(broker.logged()).not.toContain(secret);
    }
  });

  test("a user's own grant at the IdP is not taken back by it", async () => {
    idp.behave({ user: 'vera', refreshTokens: 'always' });
    await signInUser(broker);
    const { begun, url, result } = await begin();
    await browserOf(begun).follow(url, nowhere);
    expect((await result()).body.state).toBe('done');
    expect(idp.requests('revoke')).toHaveLength(0);
  });

  test('what went wrong is told in our own words', async () => {
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_client', description: 'WORDS-OF-THE-IDP' } } });
    const { begun, url, result } = await begin();
    await browserOf(begun).follow(url, nowhere);
    const { body, text } = await result();
    expect(body).toMatchObject({ state: 'failed', error: { code: expect.any(String), message: expect.any(String) } });
    expect(text).not.toContain('WORDS-OF-THE-IDP');
  });

  test('T-B01: only the browser that began it can end it, once', async () => {
    const { begun, url, result } = await begin();
    const stranger = await createBrowser().follow(url, nowhere);
    expect(stranger.response?.status).toBe(400);
    expect((await result()).body).toEqual({ state: 'waiting' });
    const browser = browserOf(begun);
    const arrived = await browser.follow(url, nowhere);
    expect(arrived.response?.status).toBe(200);
    expect((await browser.get(arrived.url.href)).status).toBe(400);
    expect((await result()).body.state).toBe('done');
  });

  test('its result is for who began it, for ten minutes, and no viewer begins one', async () => {
    const editor = await makeAdministrator(admin, broker, 'editor', 'eddi');
    const { resultPath } = await begin();
    expect((await editor.call('GET', resultPath)).status).toBe(404);
    expect((await admin.call('GET', resultPath)).status).toBe(200);
    expect((await admin.call('POST', '/connections/con_0000000000000000/tries', { body: {} })).status).toBe(404);
    const viewer = await makeAdministrator(admin, broker, 'viewer', 'vic');
    expect((await viewer.call('POST', path, { body: {} })).status).toBe(403);
    broker.clock.advance(10 * 60_000);
    expect((await admin.call('GET', resultPath)).status).toBe(404);
  });
});
