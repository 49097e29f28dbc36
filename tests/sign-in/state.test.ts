import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  createBrowser,
  createTestClock,
  oauth2Connection,
  oidcConnection,
  signIn,
  startBroker,
  tenantFile,
  web,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { countRows, expectErrorPage, expectRefusal, finish, hasSession, marker, start, tokenCalls } from './set-up.ts';

const clock = createTestClock();
const tenMinutes = 10 * 60_000;

let idp1: TestIdp;
let idp2: TestIdp;
let evil: TestIdp;
let broker: Broker;

function connections(clientsOfCon1 = '[web, spa, other]'): string {
  return (
    oidcConnection('con1', idp1, clientsOfCon1) +
    oauth2Connection('con2', idp2) +
    oidcConnection('conE', evil) +
    oauth2Connection('conO', evil)
  );
}

beforeAll(async () => {
  [idp1, idp2, evil] = await Promise.all([startTestIdp({ clock }), startTestIdp({ clock }), startTestIdp({ clock })]);
  broker = await startBroker({ clock, tenant: tenantFile(connections()) });
});
afterEach(() => {
  for (const idp of [idp1, idp2, evil]) idp.reset();
});
afterAll(async () => {
  await broker.close();
  await Promise.all([idp1, idp2, evil].map((idp) => idp.close()));
});

describe('CL-01: the state', () => {
  test('CL-01: is new each time, with nonce and challenge, and the store knows none of them', async () => {
    const browser = createBrowser();
    const sent = await Promise.all(Array.from({ length: 20 }, async () => (await start(broker, browser)).sent));
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = new Set(sent.map((parameters) => parameters[name]));
      expect(values.size).toBe(20);
      for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
    }
    const rows = await broker.app.tenant.store.db.selectFrom('login_transactions').selectAll().execute();
    const stored = rows
      .map((row) => `${row.transaction_hash} ${row.browser_hash} ${Buffer.from(row.sealed).toString('latin1')}`)
      .join();
    for (const { state, nonce } of sent) {
      expect(stored).not.toContain(state);
      expect(stored).not.toContain(nonce);
    }
    expect(stored).not.toContain(browser.cookie(broker.url, 'valetkey-browser'));
  });

  test('T-B01: what was started in one browser cannot be finished in another, and is not used up by the attempt', async () => {
    const [max, vera, nobody] = [createBrowser(), createBrowser(), createBrowser()];
    const { url } = await start(broker, max, { login_hint: 'max' });
    await start(broker, vera);
    const callback = await idp1.signIn(url);
    const before = await countRows(broker);
    for (const browser of [vera, nobody]) {
      const { response } = await finish(broker, browser, callback);
      await expectErrorPage(broker, response, browser);
    }
    expect(tokenCalls(idp1)).toBe(0);
    expect(await countRows(broker)).toEqual(before);
    const { answer } = await finish(broker, max, callback);
    expect(answer?.code).toBeDefined();
  });

  test('T-B02: a callback counts once; the second time is a page, and the first session lives on', async () => {
    const browser = createBrowser();
    const callback = await idp1.signIn((await start(broker, browser)).url);
    expect((await finish(broker, browser, callback)).answer?.code).toBeDefined();
    const session = browser.cookie(broker.url, 'valetkey-session');
    const { response } = await finish(broker, browser, callback);
    expect(response.status).toBe(400);
    expect(tokenCalls(idp1)).toBe(1);
    expect(browser.cookie(broker.url, 'valetkey-session')).toBe(session);
    expect((await signIn(broker, { prompt: 'none' }, browser)).code).toBeDefined();
  });

  test('T-B02: of 20 callbacks with one state at once, one is taken and one code is spent', async () => {
    const browser = createBrowser();
    const callback = await idp1.signIn((await start(broker, browser)).url);
    const before = await countRows(broker);
    const all = await Promise.all(Array.from({ length: 20 }, () => finish(broker, browser, callback)));
    expect(all.filter(({ answer }) => answer?.code !== undefined)).toHaveLength(1);
    expect(all.filter(({ response }) => response.status === 400)).toHaveLength(19);
    expect(tokenCalls(idp1)).toBe(1);
    expect((await countRows(broker)).sessions).toBe((before.sessions ?? 0) + 1);
  });

  test('CL-01: it is good for ten minutes and not a moment longer', async () => {
    const browser = createBrowser();
    const late = await idp1.signIn((await start(broker, browser)).url);
    clock.advance(2 * 60_000);
    const inTime = await idp1.signIn((await start(broker, browser)).url);
    clock.advance(tenMinutes - 2 * 60_000);
    const { response } = await finish(broker, browser, late);
    await expectErrorPage(broker, response, browser);
    expect(tokenCalls(idp1)).toBe(0);
    expect((await finish(broker, browser, inTime)).answer?.code).toBeDefined();
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['invented', 'A'.repeat(43)],
    ['markup', `<script>${marker}</script>`],
    ['overlong', marker.repeat(500)],
    ['U+0000', `\0${marker}`],
    ['the one of our own sign-in page', 'login'],
  ])('CL-01, T-B15: a state that is %s leads to a page, and the IdP is not asked', async (_name, given) => {
    const browser = createBrowser();
    const { url } = await start(broker, browser);
    let state = given;
    if (given === 'login') {
      const { url: page } = await browser.follow(
        `${broker.url}/authorize?client_id=${web.id}&response_type=code&redirect_uri=${web.callback}`,
        `${broker.url}/u/login`,
      );
      state = page.searchParams.get('state') ?? '';
      expect(state).not.toBe('');
    }
    const { state: _true, ...callback } = await idp1.signIn(url);
    const before = await countRows(broker);
    const { response } = await finish(broker, browser, { ...callback, ...(state !== undefined && { state }) });
    await expectErrorPage(broker, response, browser);
    expect(tokenCalls(idp1)).toBe(0);
    expect(await countRows(broker)).toEqual(before);
  });

  test('CL-01: a state that is sent twice is none', async () => {
    const browser = createBrowser();
    const { code, state, iss } = await idp1.signIn((await start(broker, browser)).url);
    const twice = new URLSearchParams([
      ['code', code!],
      ['state', state!],
      ['state', state!],
      ['iss', iss!],
    ]);
    const response = await browser.get(`${broker.url}/login/callback?${twice}`);
    await expectErrorPage(broker, response, browser);
    expect(tokenCalls(idp1)).toBe(0);
  });

  test('CL-01: it leads back to the application that asked, whatever the callback says', async () => {
    const browser = createBrowser();
    const { url } = await start(broker, browser, { state: 'of-web' });
    const callback = await idp1.signIn(url);
    const foreign = { client_id: 'other', redirect_uri: 'http://127.0.0.1:9/other', response_mode: 'fragment' };
    const { location, answer } = await finish(broker, browser, { ...callback, ...foreign });
    expect(location?.startsWith(`${web.callback}?`)).toBe(true);
    expect(answer).toMatchObject({ code: expect.any(String), state: 'of-web' });
  });
});

describe('CL-23: an answer that the IdP posts', () => {
  test('CL-23: comes without cookies, goes through the browser once more, and then counts as any other', async () => {
    const browser = createBrowser();
    const callback = await idp1.signIn((await start(broker, browser)).url);
    const posted = await fetch(`${broker.url}/login/callback`, {
      method: 'POST',
      body: new URLSearchParams(callback),
      redirect: 'manual',
    });
    expect(posted.status).toBe(303);
    expect(tokenCalls(idp1)).toBe(0);
    const location = posted.headers.get('location') ?? '';
    const stranger = createBrowser();
    await expectErrorPage(broker, await stranger.get(location), stranger);
    expect((await browser.follow(location, web.callback)).url.searchParams.get('code')).toBeTruthy();
    expect(hasSession(broker, browser)).toBe(true);
  });
});

describe('mix-up', () => {
  test('T-B04: a code of another IdP under the state of this one goes to this one only, which refuses it', async () => {
    const [max, vera] = [createBrowser(), createBrowser()];
    const { sent } = await start(broker, vera);
    const stolen = await evil.signIn((await start(broker, max, { connection: 'conO', login_hint: 'max' })).url);
    const before = await countRows(broker);
    const found = await finish(broker, vera, { code: stolen.code!, state: sent.state!, iss: idp1.url });
    expectRefusal(broker, { ...found, browser: vera }, 'access_denied');
    expect(idp1.requests('token').map(({ params }) => params.code)).toEqual([stolen.code]);
    expect(tokenCalls(evil)).toBe(0);
    expect(await countRows(broker)).toEqual(before);
  });

  test('T-B04: a code of another person at the same IdP is refused, for the verifier is of another sign-in', async () => {
    const [max, vera] = [createBrowser(), createBrowser()];
    const { sent } = await start(broker, vera);
    const { code } = await idp1.signIn((await start(broker, max, { login_hint: 'max' })).url);
    const before = await countRows(broker);
    const found = await finish(broker, vera, { code: code!, state: sent.state!, iss: idp1.url });
    expectRefusal(broker, { ...found, browser: vera }, 'access_denied');
    expect(await countRows(broker)).toEqual(before);
  });

  test.each(['conE', 'conO'])(
    'T-B05(a): %s sends the browser on to an honest IdP, whose iss gives it away',
    async (name) => {
      const browser = createBrowser();
      const { sent } = await start(broker, browser, { connection: name });
      // What the attacker's authorization endpoint answers: a redirect to the honest one, with the same state.
      const url = new URL(idp1.endpoints.authorization_endpoint);
      url.search = new URLSearchParams({ ...sent, client_id: idp1.clientId }).toString();
      const callback = await idp1.signIn(url.href);
      expect(callback.iss).toBe(idp1.url);
      const before = await countRows(broker);
      const found = await finish(broker, browser, callback);
      expectRefusal(broker, { ...found, browser }, 'server_error');
      expect(tokenCalls(idp1, evil)).toBe(0);
      expect(evil.log.some(({ params }) => params.code === callback.code)).toBe(false);
      expect(await countRows(broker)).toEqual(before);
    },
  );

  test.each([
    ['is missing', undefined],
    ['is of another IdP', 'https://evil.example'],
    ['is empty', ''],
    ['has a slash more', 'slash'],
  ])('CL-04, T-B08: where iss was promised and %s, the code is not spent', async (_name, iss) => {
    const browser = createBrowser();
    const { iss: _true, ...callback } = await idp1.signIn((await start(broker, browser)).url);
    const given = iss === 'slash' ? `${idp1.url}/` : iss;
    const found = await finish(broker, browser, { ...callback, ...(given !== undefined && { iss: given }) });
    expectRefusal(broker, { ...found, browser }, 'server_error');
    expect(tokenCalls(idp1)).toBe(0);
  });

  test('CL-05: no parameter of a callback changes who is called', async () => {
    const browser = createBrowser();
    const callback = await idp1.signIn((await start(broker, browser)).url);
    const { answer } = await finish(broker, browser, {
      ...callback,
      connection: 'conE',
      token_endpoint: evil.endpoints.token_endpoint,
      userinfo_endpoint: evil.endpoints.userinfo_endpoint,
      jwks_uri: evil.endpoints.jwks_uri,
      issuer: evil.url,
    });
    expect(answer?.code).toBeDefined();
    expect(evil.log).toEqual([]);
    expect(tokenCalls(idp1)).toBe(1);
  });

  test('T-B07: two tabs with swapped answers both fail', async () => {
    const browser = createBrowser();
    const [one, two] = [await start(broker, browser), await start(broker, browser, { connection: 'con2' })];
    const [answer1, answer2] = [await idp1.signIn(one.url), await idp2.signIn(two.url)];
    const before = await countRows(broker);
    const first = await finish(broker, browser, { ...answer1, state: answer2.state! });
    const second = await finish(broker, browser, { ...answer2, state: answer1.state! });
    expect([first.answer?.error, second.answer?.error]).toEqual(['server_error', 'server_error']);
    expect(await countRows(broker)).toEqual(before);
    expect(hasSession(broker, browser)).toBe(false);
  });

  test('T-B07: two tabs that are finished as they were started both succeed', async () => {
    const browser = createBrowser();
    const [one, two] = [await start(broker, browser), await start(broker, browser, { connection: 'con2' })];
    const [answer1, answer2] = [await idp1.signIn(one.url), await idp2.signIn(two.url)];
    const both = await Promise.all([finish(broker, browser, answer2), finish(broker, browser, answer1)]);
    expect(both.map(({ answer }) => typeof answer?.code)).toEqual(['string', 'string']);
  });
});

test('T-B16: a connection that was taken from the client meanwhile does not finish what was begun', async () => {
  const browser = createBrowser();
  const callback = await idp1.signIn((await start(broker, browser)).url);
  await configure(broker.app, tenantFile(connections('[spa]')));
  const before = await countRows(broker);
  const { answer } = await finish(broker, browser, callback);
  await configure(broker.app, tenantFile(connections()));
  expect(answer).toMatchObject({ error: 'access_denied', state: 's', iss: broker.issuer });
  expect(hasSession(broker, browser)).toBe(false);
  expect(tokenCalls(idp1)).toBe(0);
  expect(await countRows(broker)).toEqual(before);
});
