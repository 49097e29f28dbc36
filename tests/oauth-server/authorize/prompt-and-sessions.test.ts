import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  type Broker,
  type Browser,
  configure,
  createBrowser,
  decodeClaims,
  getTokens,
  other,
  redeem,
  signIn,
  web,
} from '../../broker/index.ts';
import {
  ask,
  expectError,
  given,
  inShort,
  type Optional,
  openPlace,
  type Place,
  show,
  signedInBrowser,
  third,
} from './set-up.ts';

let place: Place;
let broker: Broker;

beforeAll(async () => {
  place = await openPlace();
  broker = place.broker;
});
afterAll(() => place.close());

const otherApp = { client_id: other.id, redirect_uri: other.callback };
const sessionCookie = 'valetkey-session';

/** True when the browser was sent to one of the IdPs. */
function goesToIdp(location: string | undefined): boolean {
  return [place.idp1, place.idp2].some(({ url }) => location?.startsWith(url));
}

async function idTokenOf(browser: Browser, parameters: Optional = {}): Promise<Record<string, unknown>> {
  return decodeClaims((await getTokens(broker, given(parameters), browser)).id_token);
}

describe('prompt=none', () => {
  test.each(['', 'con1', 'con2'])(
    'AS-17: without a session it is login_required (connection %j)',
    async (connection) => {
      for (const [response_mode, status] of [
        ['query', 302],
        ['fragment', 302],
        ['', 302],
        ['form_post', 200],
        ['web_message', 200],
      ] as const) {
        const shown = await ask(broker, { prompt: 'none', response_mode, connection });
        expect(shown.status).toBe(status);
        expect(shown.answer).toEqual({
          error: 'login_required',
          error_description: 'Login required',
          state: 's',
          iss: broker.issuer,
        });
      }
    },
  );

  test('AS-17: with a session it gives a code, and nothing is shown or asked of an IdP', async () => {
    const browser = await signedInBrowser(broker);
    place.idp1.reset();
    for (const more of [{}, { connection: 'con1' }, { max_age: '3600' }, { connection_scope: 'more' }]) {
      const shown = await ask(broker, { prompt: 'none', ...more }, browser);
      expect(shown.status).toBe(302);
      expect((await redeem(broker, shown.answer.code!)).status).toBe(200);
    }
    expect(place.idp1.requests('authorize')).toEqual([]);
  });

  test('AS-17: a session that is not what was asked for is login_required', async () => {
    const browser = await signedInBrowser(broker);
    for (const more of [{ connection: 'con2' }, { max_age: '0' }]) {
      expectError(await ask(broker, { prompt: 'none', ...more }, browser), broker, 'login_required');
    }
    broker.clock.advance(11_000);
    expectError(await ask(broker, { prompt: 'none', max_age: '10' }, browser), broker, 'login_required');
    expect((await ask(broker, { prompt: 'none', max_age: '60' }, browser)).answer.code).toBeDefined();
  });

  test('AS-17: a third party that the user was not asked about gets consent_required', async () => {
    const asThird = { client_id: third.id, redirect_uri: third.callback, prompt: 'none' };
    const browser = await signedInBrowser(broker);
    const callback = third.callback;
    for (const more of [{}, { connection: 'con1' }]) {
      expectError(await ask(broker, { ...asThird, ...more }, browser), broker, 'consent_required', { callback });
    }
    expectError(await ask(broker, asThird), broker, 'login_required', { callback });
  });

  test.each(['none login', 'login none', 'none consent', 'none select_account', 'none login consent'])(
    'AS-18: prompt=%s is an invalid_request',
    async (prompt) => {
      const browser = await signedInBrowser(broker);
      expectError(await ask(broker, { prompt }, browser), broker, 'invalid_request');
    },
  );

  test.each(
    inShort(['NONE', 'Login', 'create', 'login,consent', 'login\tconsent', 'none\0', '__proto__', 'x'.repeat(2000)]),
  )('prompt %s is an invalid_request', async (_shown, prompt) => {
    expectError(await ask(broker, { prompt }), broker, 'invalid_request');
  });

  test.each(['-1', '1.5', '1e3', ' 1', '+1', '0x10', 'now', '9999999999', '١'])(
    'max_age %j is an invalid_request',
    async (max_age) => {
      expectError(await ask(broker, { max_age }), broker, 'invalid_request');
    },
  );
});

describe('signing in again', () => {
  test.each([
    { prompt: 'login' },
    { max_age: '0' },
    { max_age: '000' },
    { prompt: 'select_account' },
    { prompt: 'consent' },
    { prompt: 'login consent' },
    { prompt: 'login', max_age: '100' },
  ])('AS-18: %j goes to the IdP in spite of a session', async (more) => {
    const browser = await signedInBrowser(broker);
    expect(goesToIdp((await ask(broker, { connection: 'con1', ...more }, browser)).location)).toBe(true);
    expect((await ask(broker, more, browser)).location).toContain('/u/login?state=');
  });

  test('AS-18: max_age=0 and prompt=login bring a code of the new sign-in, not a loop, and auth_time of it', async () => {
    const browser = await signedInBrowser(broker);
    const before = browser.cookie(broker.url, sessionCookie);
    broker.clock.advance(100_000);
    const now = Math.floor(broker.clock.now() / 1000);
    for (const more of [{ max_age: '0' }, { prompt: 'login', max_age: '1000' }]) {
      const { auth_time, iat } = await idTokenOf(browser, more);
      expect(auth_time).toBeGreaterThanOrEqual(now);
      expect(auth_time).toBeLessThanOrEqual(Number(iat));
    }
    await idTokenOf(browser, { prompt: 'login' });
    expect(browser.cookie(broker.url, sessionCookie)).not.toBe(before);
  });

  test('AS-18: auth_time of a session is that of its sign-in, however often it is used', async () => {
    const browser = createBrowser();
    const { auth_time: first } = await idTokenOf(browser, { max_age: '3600' });
    broker.clock.advance(600_000);
    const { auth_time, iat } = await idTokenOf(browser, { max_age: '3600', prompt: 'none' });
    expect(auth_time).toBe(first);
    expect(Number(iat) - Number(auth_time)).toBeGreaterThanOrEqual(600);
  });

  test('AS-18, T-D05: an IdP that answers out of its own session signs nobody in where a fresh sign-in was demanded', async () => {
    const browser = createBrowser();
    const longAgo = Math.floor(broker.clock.now() / 1000) - 7_200;
    place.idp1.behave({ idToken: { claims: { auth_time: longAgo } } });
    try {
      // Where nobody demanded one, auth_time says since when the user is signed in there.
      expect((await idTokenOf(browser)).auth_time).toBe(longAgo);
      for (const more of [
        { prompt: 'login' },
        { max_age: '0' },
        { max_age: '3600' },
        { prompt: 'login', max_age: '9000' },
      ]) {
        const answer = await signIn(broker, given({ connection: 'con1', ...more }), browser);
        expect({ more, error: answer.error, code: answer.code }).toEqual({
          more,
          error: 'login_required',
          code: undefined,
        });
      }
      // Our session is as old as the one there.
      expect((await ask(broker, { max_age: '9000', prompt: 'none' }, browser)).answer.code).toBeDefined();
      expectError(await ask(broker, { max_age: '3600', prompt: 'none' }, browser), broker, 'login_required');
    } finally {
      place.idp1.reset();
    }
    const now = Math.floor(broker.clock.now() / 1000);
    expect((await idTokenOf(browser, { prompt: 'login', max_age: '0' })).auth_time).toBeGreaterThanOrEqual(now);
  });

  test('AS-18: with an IdP that knows nothing of ages the sign-in goes on, and auth_time is that of its answer', async () => {
    const browser = createBrowser();
    const now = Math.floor(broker.clock.now() / 1000);
    for (const more of [{ prompt: 'login' }, { max_age: '0' }]) {
      expect((await idTokenOf(browser, { connection: 'con2', ...more })).auth_time).toBeGreaterThanOrEqual(now);
    }
  });

  test('AS-18: a session that is older than max_age is not enough', async () => {
    const browser = await signedInBrowser(broker);
    broker.clock.advance(60_000);
    expect((await ask(broker, { max_age: '61' }, browser)).answer.code).toBeDefined();
    expect((await ask(broker, { max_age: '60' }, browser)).location).toContain('/u/login');
    expect((await ask(broker, { max_age: '59' }, browser)).location).toContain('/u/login');
  });
});

describe('the ID token', () => {
  test('AS-19: a relying party accepts it: signature, claims, nonce, at_hash', async () => {
    const keys = createRemoteJWKSet(new URL(`${broker.url}/.well-known/jwks.json`));
    for (const more of [{}, { audience: 'https://api.example.com/' }]) {
      const tokens = await getTokens(broker, { nonce: 'n-0S6_WzA2Mj', scope: 'openid profile email', ...given(more) });
      const { payload, protectedHeader } = await jwtVerify(String(tokens.id_token), keys, {
        issuer: broker.issuer,
        audience: web.id,
        algorithms: ['RS256'],
        currentDate: new Date(broker.clock.now()),
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'at_hash', 'sid'],
      });
      expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
      const half = createHash('sha256').update(String(tokens.access_token)).digest().subarray(0, 16);
      expect(payload).toMatchObject({
        iss: broker.issuer,
        aud: web.id,
        nonce: 'n-0S6_WzA2Mj',
        at_hash: half.toString('base64url'),
      });
      expect(payload.sub).toMatch(/^[\x21-\x7e]{1,255}$/);
      expect(payload.exp! - payload.iat!).toBe(36_000);
      expect(JSON.stringify(payload)).not.toContain('access_token');
    }
  });

  test('AS-19: without openid there is none', async () => {
    expect(await getTokens(broker, { scope: 'profile' })).not.toHaveProperty('id_token');
  });
});

describe('single sign-on', () => {
  test('a second application signs in without the IdP, as the same user in the same session', async () => {
    const browser = createBrowser();
    const first = await idTokenOf(browser);
    place.idp1.reset();
    const shown = await ask(broker, otherApp, browser);
    expect(shown.location?.startsWith(`${other.callback}?code=`)).toBe(true);
    const credentials = { client_id: other.id, client_secret: other.secret, redirect_uri: other.callback };
    const { body } = await redeem(broker, shown.answer.code!, credentials);
    const second = decodeClaims(body.id_token);
    expect([second.sub, second.sid, second.aud]).toEqual([first.sub, first.sid, other.id]);
    expect(place.idp1.log).toEqual([]);
  });

  test('asking for more scopes, for a refresh token or for another connection goes to the IdP in spite of the session', async () => {
    const browser = await signedInBrowser(broker);
    for (const more of [
      { connection: 'con1', connection_scope: 'calendar' },
      { connection: 'con1', access_type: 'offline' },
      { connection: 'con2' },
    ]) {
      expect(goesToIdp((await ask(broker, more, browser)).location), JSON.stringify(more)).toBe(true);
    }
    expect((await ask(broker, { connection_scope: 'calendar' }, browser)).location).toContain('/u/login');
    expect((await ask(broker, { access_type: 'online' }, browser)).answer.code).toBeDefined();
  });

  test('T-B16: a session counts only where its connection is enabled, and while it is', async () => {
    const browser = await signedInBrowser(broker);
    const clients = /(name: con1[\s\S]*?enabled_clients: )\[[^\]]*\]/;
    const off = /(name: con1\n)/;
    for (const text of [
      place.tenant.replace(clients, '$1[web]'),
      place.tenant.replace(off, '$1    authentication: { active: false }\n'),
    ]) {
      await configure(broker.app, text);
      broker.clock.advance(1000);
      const callback = other.callback;
      expectError(await ask(broker, { ...otherApp, prompt: 'none' }, browser), broker, 'login_required', { callback });
      expect((await ask(broker, otherApp, browser)).location).toContain('/u/login');
    }
    await configure(broker.app, place.tenant.replace(off, '$1    authentication: { active: true }\n'));
    broker.clock.advance(1000);
    expect((await ask(broker, { ...otherApp, prompt: 'none' }, browser)).answer.code).toBeDefined();
  });
});

describe('id_token_hint', () => {
  test('a session of somebody else is not enough for a request that names its user', async () => {
    const vera = await getTokens(broker, { login_hint: 'vera' });
    const max = await getTokens(broker, { login_hint: 'max' });
    const browser = await signedInBrowser(broker, { login_hint: 'vera' });
    const ofVera = { id_token_hint: String(vera.id_token) };
    const ofMax = { id_token_hint: String(max.id_token) };
    expect((await ask(broker, { ...ofVera, prompt: 'none' }, browser)).answer.code).toBeDefined();
    expectError(await ask(broker, { ...ofMax, prompt: 'none' }, browser), broker, 'login_required');
    expect((await ask(broker, ofMax, browser)).location).toContain('/u/login');
    broker.clock.advance(11 * 3_600_000);
    expect((await ask(broker, { ...ofVera, prompt: 'none' }, browser)).answer.code).toBeDefined();
  });

  test('whoever signs in as another user than the one named gets no code and no session', async () => {
    const { id_token } = await getTokens(broker, { login_hint: 'vera' });
    const browser = createBrowser();
    const answer = await signIn(broker, { id_token_hint: String(id_token), login_hint: 'max' }, browser);
    expect(answer).toMatchObject({ error: 'login_required', state: 's' });
    expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
    expect(await signIn(broker, { id_token_hint: String(id_token), login_hint: 'vera' }, browser)).toHaveProperty(
      'code',
    );
  });

  test('one that is not ours says nothing of our users', async () => {
    const browser = await signedInBrowser(broker);
    const { id_token, access_token } = await getTokens(broker, { audience: 'https://api.example.com/' });
    const forged = `${String(id_token).slice(0, -6)}AAAAAA`;
    for (const id_token_hint of ['x', 'a.b.c', forged, String(access_token)]) {
      expect((await ask(broker, { id_token_hint, prompt: 'none' }, browser)).answer.code).toBeDefined();
    }
  });
});

describe('sessions', () => {
  test('T-B09: every sign-in gives a new value, and the old one is worth nothing', async () => {
    const browser = await signedInBrowser(broker);
    const old = browser.cookie(broker.url, sessionCookie)!;
    await signIn(broker, { prompt: 'login' }, browser);
    const replay = createBrowser();
    replay.setCookie(broker.url, sessionCookie, old);
    expectError(await ask(broker, { prompt: 'none' }, replay), broker, 'login_required');
    expect((await ask(broker, { prompt: 'none' }, browser)).answer.code).toBeDefined();
  });

  test.each(inShort(['x', '', 'a'.repeat(43), "' or 1=1 --", '%00', 'a'.repeat(4000), '__proto__', '"quoted"']))(
    'T-B09: a value that we did not give (%s) is no session, and is not taken over at the sign-in',
    async (_shown, value) => {
      const browser = createBrowser();
      browser.setCookie(broker.url, sessionCookie, value);
      expectError(await ask(broker, { prompt: 'none' }, browser), broker, 'login_required');
      await signIn(broker, {}, browser);
      expect(browser.cookie(broker.url, sessionCookie)).not.toBe(value);
      expect(browser.cookie(broker.url, sessionCookie)).toMatch(/^[\w-]{43}$/);
      const stranger = createBrowser();
      stranger.setCookie(broker.url, sessionCookie, value);
      expectError(await ask(broker, { prompt: 'none' }, stranger), broker, 'login_required');
    },
  );

  test('T-B09: a session planted before the sign-in ends with it', async () => {
    const max = await signedInBrowser(broker, { login_hint: 'max' });
    const planted = max.cookie(broker.url, sessionCookie)!;
    const vera = createBrowser();
    vera.setCookie(broker.url, sessionCookie, planted);
    const { sub } = await idTokenOf(vera, { login_hint: 'vera', prompt: 'login' });
    expect(sub).toBe('oidc|con1|vera');
    expectError(await ask(broker, { prompt: 'none' }, max), broker, 'login_required');
  });

  test('T-B12: after /v2/logout there is no session, also for a copy of the cookie', async () => {
    const browser = await signedInBrowser(broker);
    const copy = createBrowser();
    copy.setCookie(broker.url, sessionCookie, browser.cookie(broker.url, sessionCookie)!);
    const left = await show(browser.get(`${broker.url}/v2/logout?client_id=web`));
    expect(left.location).toBe('http://127.0.0.1:9/bye');
    for (const one of [browser, copy]) {
      expectError(await ask(broker, { prompt: 'none' }, one), broker, 'login_required');
    }
    expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
  });

  test('T-B13: a picture of a foreign page signs nobody out at /oidc/logout', async () => {
    const browser = await signedInBrowser(broker);
    for (const query of ['', '?client_id=web', '?id_token_hint=x', '?decision=sign-out&confirmation=x']) {
      await show(browser.get(`${broker.url}/oidc/logout${query}`));
      expect((await ask(broker, { prompt: 'none' }, browser)).answer.code, query).toBeDefined();
    }
    await show(browser.post(`${broker.url}/oidc/logout`, { decision: 'sign-out', confirmation: 'x' }));
    expect((await ask(broker, { prompt: 'none' }, browser)).answer.code).toBeDefined();
  });

  test('a session ends after 72 hours without use, and after 168 hours in any case', async () => {
    const hour = 3_600_000;
    const idle = await signedInBrowser(broker);
    broker.clock.advance(71 * hour);
    expect((await ask(broker, { prompt: 'none' }, idle)).answer.code).toBeDefined();
    broker.clock.advance(71 * hour);
    expect((await ask(broker, { prompt: 'none' }, idle)).answer.code).toBeDefined();
    broker.clock.advance(25 * hour);
    expect((await ask(broker, { prompt: 'none' }, idle)).answer.code).toBeDefined();
    broker.clock.advance(hour);
    expectError(await ask(broker, { prompt: 'none' }, idle), broker, 'login_required');

    const unused = await signedInBrowser(broker);
    broker.clock.advance(72 * hour);
    expectError(await ask(broker, { prompt: 'none' }, unused), broker, 'login_required');
  });

  test('the operator sets both lifetimes', async () => {
    const text = place.tenant.replace(
      'friendly_name: Test Tenant',
      'friendly_name: Test Tenant\n  session_lifetime: 2\n  idle_session_lifetime: 1',
    );
    await configure(broker.app, text);
    broker.clock.advance(1000);
    const browser = await signedInBrowser(broker);
    for (const minutes of [50, 50, 19]) {
      broker.clock.advance(minutes * 60_000);
      expect((await ask(broker, { prompt: 'none' }, browser)).answer.code).toBeDefined();
    }
    broker.clock.advance(60_000);
    expectError(await ask(broker, { prompt: 'none' }, browser), broker, 'login_required');
    await configure(
      broker.app,
      place.tenant.replace('Test Tenant', 'Test Tenant\n  session_lifetime: 168\n  idle_session_lifetime: 72'),
    );
    broker.clock.advance(1000);
  });

  test('the first visit sets no session cookie, and a failed sign-in keeps the session there was', async () => {
    const browser = createBrowser();
    await ask(broker, {}, browser);
    expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
    await signIn(broker, {}, browser);
    const before = browser.cookie(broker.url, sessionCookie);
    place.idp1.behave({ faults: { authorize: { kind: 'error', error: 'access_denied' } } });
    expect(await signIn(broker, { prompt: 'login' }, browser)).toMatchObject({ error: 'access_denied' });
    place.idp1.reset();
    expect(browser.cookie(broker.url, sessionCookie)).toBe(before);
    expect((await show(browser.get(authorizeUrl(broker, { prompt: 'none' })))).answer.code).toBeDefined();
  });
});
