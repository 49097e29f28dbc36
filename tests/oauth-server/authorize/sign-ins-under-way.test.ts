import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  type Browser,
  configure,
  createBrowser,
  decodeClaims,
  getTokens,
  postToken,
  redeem,
  signIn,
  web,
  webCredentials,
} from '../../broker/index.ts';
import {
  ask,
  expectErrorPage,
  inShort,
  type Optional,
  openPlace,
  type Place,
  show,
  signedInBrowser,
} from './set-up.ts';

let place: Place;
let broker: Broker;
const sessionCookie = 'valetkey-session';
const browserCookie = 'valetkey-browser';

beforeAll(async () => {
  place = await openPlace();
  broker = place.broker;
});
afterAll(() => place.close());
beforeEach(() => {
  place.idp1.reset();
  place.idp2.reset();
});

/** Signs in up to the IdP's answer: the address at our callback that the browser is about to open. */
async function reachCallback(browser: Browser, parameters: Optional = {}): Promise<string> {
  const started = await ask(broker, { connection: 'con1', ...parameters }, browser);
  return (await show(browser.get(started.location!))).location!;
}

const open = (browser: Browser, url: string) => show(browser.get(url));
const tokenCalls = () => place.idp1.requests('token').length + place.idp2.requests('token').length;

/** The page, and nothing done: no session, no code, nothing asked of an IdP. */
async function expectRefusal(browser: Browser, url: string): Promise<void> {
  const calls = tokenCalls();
  const session = browser.cookie(broker.url, sessionCookie);
  expectErrorPage(await open(browser, url), url);
  expect(tokenCalls()).toBe(calls);
  expect(browser.cookie(broker.url, sessionCookie)).toBe(session);
}

describe('the callback belongs to one browser', () => {
  test('T-B01: opened in another browser it signs nobody in, asks no IdP, and leaves its owner free to go on', async () => {
    const max = createBrowser();
    const url = await reachCallback(max, { login_hint: 'max' });
    await expectRefusal(createBrowser(), url);
    await expectRefusal(await signedInBrowser(broker), url);
    const known = createBrowser();
    await ask(broker, {}, known);
    await expectRefusal(known, url);
    expect((await open(max, url)).answer.code).toBeDefined();
  });

  test('T-B01: posted by a form of a foreign page it is no better', async () => {
    const max = createBrowser();
    const url = new URL(await reachCallback(max, { login_hint: 'max' }));
    const vera = createBrowser();
    const posted = await show(vera.post(`${broker.url}${url.pathname}`, Object.fromEntries(url.searchParams)));
    await expectRefusal(vera, posted.location!);
  });

  test('T-B10: no address that Max was shown does anything for him in the browser of Vera, who is signed in', async () => {
    const max = createBrowser();
    const vera = await signedInBrowser(broker, { login_hint: 'vera' });
    const page = (await ask(broker, { state: 'of-max' }, max)).location!;
    const chosen = (await show(max.post(page, { connection: 'con1' }))).location!;
    const callback = (await open(max, chosen)).location!;
    for (const url of [page, `${page}&connection=con1`, callback]) await expectRefusal(vera, url);
    expectErrorPage(await show(vera.post(page, { connection: 'con1' })));
    // Where the IdP sends Vera, who followed his link to it, is refused too.
    await expectRefusal(vera, (await open(vera, chosen)).location!);
    expect((await open(max, callback)).answer.state).toBe('of-max');
  });
});

describe('the callback works once', () => {
  test('T-B02: again in the same browser it is refused, and the session stays as it was', async () => {
    const browser = createBrowser();
    const url = await reachCallback(browser);
    const { answer } = await open(browser, url);
    await expectRefusal(browser, url);
    await expectRefusal(browser, url);
    expect((await redeem(broker, answer.code!)).status).toBe(200);
    expect((await ask(broker, { prompt: 'none' }, browser)).answer.code).toBeDefined();
  });

  test('T-B02: opened many times at once it succeeds exactly once', async () => {
    const browser = createBrowser();
    const url = await reachCallback(browser);
    const all = await Promise.all(Array.from({ length: 15 }, () => open(browser, url)));
    expect(all.filter(({ status }) => status === 302)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 400)).toHaveLength(14);
    expect(tokenCalls()).toBe(1);
  });

  test('a sign-in that failed at the IdP cannot be turned into one that did not', async () => {
    const browser = createBrowser();
    const url = new URL(await reachCallback(browser));
    const failed = new URL(url);
    failed.searchParams.delete('code');
    failed.searchParams.set('error', 'access_denied');
    expect((await open(browser, failed.href)).answer.error).toBe('access_denied');
    await expectRefusal(browser, url.href);
  });

  test('it waits ten minutes, and no longer', async () => {
    const browser = createBrowser();
    const early = await reachCallback(browser);
    const late = await reachCallback(browser);
    const page = (await ask(broker, {}, browser)).location!;
    broker.clock.advance(9 * 60_000 + 50_000);
    expect((await open(browser, early)).answer.code).toBeDefined();
    expect((await open(browser, page)).status).toBe(200);
    broker.clock.advance(10_000);
    await expectRefusal(browser, late);
    await expectRefusal(browser, page);
  });
});

describe('the callback belongs to one connection', () => {
  test('T-B07: the answers of two tabs, swapped, are both refused', async () => {
    for (const swap of ['state', 'code'] as const) {
      const browser = createBrowser();
      const one = new URL(await reachCallback(browser, { connection: 'con1', state: 'one' }));
      const two = new URL(await reachCallback(browser, { connection: 'con2', state: 'two' }));
      const [first, second] = [one.searchParams.get(swap)!, two.searchParams.get(swap)!];
      one.searchParams.set(swap, second);
      two.searchParams.set(swap, first);
      for (const url of [one, two]) {
        const shown = await open(browser, url.href);
        expect(shown.answer).not.toHaveProperty('code');
        expect(shown.answer.error).toMatch(/^(access_denied|server_error)$/);
      }
      expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
    }
  });

  test('T-B07: two tabs side by side both succeed, in either order and with either connection', async () => {
    for (const connections of [
      ['con1', 'con2'],
      ['con2', 'con1'],
      ['con1', 'con1'],
    ] as const) {
      const browser = createBrowser();
      const urls = [];
      for (const connection of connections) urls.push(await reachCallback(browser, { connection, state: connection }));
      for (const [index, url] of urls.toReversed().entries()) {
        const { answer } = await open(browser, url);
        expect(answer.state).toBe(connections.toReversed()[index]);
        expect((await redeem(broker, answer.code!)).status).toBe(200);
      }
    }
  });

  test('T-B07: ten tabs at once each get the answer to their own question', async () => {
    const browser = createBrowser();
    await ask(broker, {}, browser);
    const states = Array.from({ length: 10 }, (_, index) => `tab-${index}`);
    const urls = await Promise.all(states.map((state) => reachCallback(browser, { state })));
    const answers = await Promise.all(urls.map((url) => open(browser, url)));
    expect(answers.map(({ answer }) => answer.state)).toEqual(states);
    expect(new Set(answers.map(({ answer }) => answer.code)).size).toBe(10);
  });

  test('the state of our page is not one for the callback, nor the other way round', async () => {
    const browser = createBrowser();
    const page = new URL((await ask(broker, {}, browser)).location!);
    const callback = new URL(await reachCallback(browser));
    const [forPage, forCallback] = [page, callback].map((url) => url.searchParams.get('state')!);
    callback.searchParams.set('state', forPage!);
    await expectRefusal(browser, callback.href);
    await expectRefusal(browser, `${broker.url}/u/login?state=${forCallback}`);
    callback.searchParams.set('state', forCallback!);
    expect((await open(browser, callback.href)).answer.code).toBeDefined();
  });
});

describe('a callback that nobody asked for', () => {
  test('T-B15: with a valid code of the IdP and no state of ours it is refused', async () => {
    const browser = createBrowser();
    const url = new URL(await reachCallback(browser));
    const state = url.searchParams.get('state')!;
    for (const forged of [
      undefined,
      '',
      'x',
      state.slice(0, -1),
      `${state}x`,
      state.toUpperCase(),
      `${state}\0`,
      '__proto__',
    ]) {
      const target = new URL(url);
      if (forged === undefined) target.searchParams.delete('state');
      else target.searchParams.set('state', forged);
      await expectRefusal(browser, target.href);
    }
    const twice = new URL(url);
    twice.searchParams.append('state', state);
    await expectRefusal(browser, twice.href);
    await expectRefusal(browser, `${broker.url}/login/callback`);
    await expectRefusal(browser, `${broker.url}/login/callback?code=x&iss=${place.idp1.url}`);
    await expectRefusal(browser, `${broker.url}/login/callback?error=login_required`);
    expect((await open(browser, url.href)).answer.code).toBeDefined();
  });

  test('T-B15: a code that came twice is refused, and the application is told', async () => {
    const browser = createBrowser();
    const url = await reachCallback(browser);
    const shown = await open(browser, `${url}&code=x`);
    expect(shown.answer).toMatchObject({ error: 'invalid_request', state: 's', iss: broker.issuer });
    expect(tokenCalls()).toBe(0);
  });
});

describe('fixation', () => {
  test('T-B09: what a browser held before the sign-in opens nothing afterwards', async () => {
    const vera = createBrowser();
    const max = createBrowser();
    await ask(broker, {}, max);
    const planted = max.cookie(broker.url, browserCookie)!;
    vera.setCookie(broker.url, browserCookie, planted);
    vera.setCookie(broker.url, sessionCookie, planted);
    await signIn(broker, { login_hint: 'vera' }, vera);
    expect(vera.cookie(broker.url, sessionCookie)).not.toBe(planted);
    max.setCookie(broker.url, sessionCookie, planted);
    expect((await ask(broker, { prompt: 'none' }, max)).answer.error).toBe('login_required');
  });

  test.each(inShort(['x', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, '"', 'ü']))(
    'T-B09: a browser cookie that we would not give (%s) is replaced',
    async (_shown, value) => {
      const browser = createBrowser();
      browser.setCookie(broker.url, browserCookie, encodeURIComponent(value));
      await signIn(broker, {}, browser);
      expect(browser.cookie(broker.url, browserCookie)).toMatch(/^[\w-]{43}$/);
      expect(browser.cookie(broker.url, browserCookie)).not.toBe(value);
    },
  );

  test('T-B09: the code and the address carry no part of a cookie', async () => {
    const browser = createBrowser();
    const url = await reachCallback(browser);
    const { location } = await open(browser, url);
    for (const name of [sessionCookie, browserCookie]) {
      expect(`${url} ${location}`).not.toContain(browser.cookie(broker.url, name)!.slice(0, 12));
    }
  });
});

describe('a connection that is switched off in mid-flow', () => {
  const withCon1 = (put: string) => place.tenant.replace(/(name: con1\n)/, `$1    ${put}\n`);
  const switchedOff = () => withCon1('authentication: { active: false }');
  const withoutWeb = () => place.tenant.replace(/(name: con1[\s\S]*?enabled_clients: )\[web, /, '$1[');

  async function apply(text: string): Promise<void> {
    await configure(broker.app, text);
    broker.clock.advance(1000);
  }

  test.each([
    ['off', switchedOff],
    ['off for this client', withoutWeb],
  ])('T-B16: when it is %s, the answer of the IdP is not taken any more', async (_what, change) => {
    const browser = createBrowser();
    const url = await reachCallback(browser);
    const page = (await ask(broker, {}, browser)).location!;
    await apply(change());
    try {
      const shown = await open(browser, url);
      expect(shown.location?.startsWith(`${web.callback}?error=access_denied`)).toBe(true);
      expect(shown.answer).toMatchObject({ error: 'access_denied', state: 's', iss: broker.issuer });
      expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
      expect(tokenCalls()).toBe(0);

      const { html } = await open(browser, page);
      expect(html).not.toContain('value="con1"');
      const chosen = await show(browser.post(page, { connection: 'con1' }));
      expect([chosen.status, chosen.location]).toEqual([200, undefined]);
      expect((await ask(broker, { connection: 'con1' }, browser)).answer).toMatchObject({
        error: 'invalid_request',
        error_description: 'the connection is not enabled',
      });
    } finally {
      await apply(withCon1('authentication: { active: true }'));
    }
    expect((await signIn(broker)).code).toBeDefined();
  });

  test('T-B16: the client that loses its grant in mid-flow gets no tokens', async () => {
    const { code } = await signIn(broker);
    const section = /(client_id: web\n[\s\S]*?grant_types: )\[[^\]]*\]/;
    await apply(place.tenant.replace(section, '$1[refresh_token]'));
    try {
      expect((await redeem(broker, code!)).body.error).toBe('unauthorized_client');
    } finally {
      await apply(place.tenant);
    }
  });
});

test('a sign-in says who signed in, and the tokens of the IdP are in none of the addresses', async () => {
  const browser = createBrowser();
  const url = await reachCallback(browser, { login_hint: 'vera' });
  const shown = await open(browser, url);
  const { body } = await redeem(broker, shown.answer.code!);
  expect(decodeClaims(body.id_token).sub).toBe('oidc|con1|vera');
  expect(JSON.stringify(body)).not.toContain(place.idp1.clientSecret);
  expect((await getTokens(broker, {}, browser)).access_token).not.toBe(body.access_token);
  const { status } = await postToken(broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token: 'x' });
  expect(status).toBe(403);
});

test('when the IdP cannot be reached or refuses, the application is told and nobody is signed in', async () => {
  for (const [fault, error] of [
    [{ token: { kind: 'reset' } }, 'server_error'],
    [{ token: { kind: 'error', error: 'invalid_grant' } }, 'access_denied'],
    [{ authorize: { kind: 'error', error: 'access_denied', description: '<b>private</b>' } }, 'access_denied'],
    [{ authorize: { kind: 'error', error: 'made_up"<' } }, 'server_error'],
  ] as const) {
    place.idp1.behave({ faults: fault as never });
    const browser = createBrowser();
    const answer = await signIn(broker, {}, browser);
    expect(answer).toMatchObject({ error, state: 's', iss: broker.issuer });
    expect(answer.error_description).not.toContain('private');
    expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
    place.idp1.reset();
  }
});
