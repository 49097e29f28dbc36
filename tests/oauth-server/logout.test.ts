import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signJwt } from '../../src/oauth-server/token/jwt.ts';
import { readSigningKey } from '../../src/tenant/index.ts';
import {
  api,
  authorizeUrl,
  type Broker,
  type Browser,
  configure,
  createBrowser,
  createTestClock,
  getTokens,
  oidcConnection,
  other,
  startBroker,
  tenantFile,
  web,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const bye = 'http://127.0.0.1:9/bye';
const tenantBye = 'https://tenant.example.com/bye?a=1';
const unicodeBye = 'https://app.example.com/tschüss';
const clock = createTestClock();
let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp({ clock });
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), clock });
  const clients = [{ name: 'web', client_id: 'web', allowed_logout_urls: [bye, unicodeBye] }];
  await configure(broker.app, JSON.stringify({ tenant: { allowed_logout_urls: [tenantBye] }, clients }));
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

function url(path: string, parameters: Record<string, unknown> = {}): string {
  const given = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return `${broker.url}${path}?${new URLSearchParams(given)}`;
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  const response = await browser.get(authorizeUrl(broker, { prompt: 'none' }));
  return new URL(response.headers.get('location')!).searchParams.has('code');
}

/** A browser with a session, and its tokens. */
async function signedIn(parameters: Record<string, string> = {}) {
  const browser = createBrowser();
  const tokens = await getTokens(broker, parameters, browser);
  expect(await isSignedIn(browser)).toBe(true);
  return { browser, tokens, hint: String(tokens.id_token) };
}

/** A page and not a redirect: the person reads it here. */
async function expectPage(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  return response.text();
}

describe('/v2/logout', () => {
  test('ends the session on the server and goes to a listed address', async () => {
    const { browser } = await signedIn();
    const old = browser.cookie(broker.url, 'valetkey-session')!;
    const response = await browser.get(url('/v2/logout', { client_id: web.id, returnTo: bye }));
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(bye);
    expect(await isSignedIn(browser)).toBe(false);
    browser.setCookie(broker.url, 'valetkey-session', old);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('client_id alone goes to the first address of the client', async () => {
    const { browser } = await signedIn();
    const response = await browser.get(url('/v2/logout', { client_id: web.id }));
    expect(response.headers.get('location')).toBe(bye);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('without client_id the list of the tenant counts; without anything the answer is 200 OK', async () => {
    const { browser } = await signedIn();
    const response = await browser.get(url('/v2/logout', { returnTo: tenantBye }));
    expect(response.headers.get('location')).toBe(tenantBye);
    const plain = await browser.get(url('/v2/logout'));
    expect(plain.status).toBe(200);
    expect(await plain.text()).toBe('OK');
  });

  const wrong = {
    'an unlisted address': { client_id: web.id, returnTo: 'https://evil.example/' },
    'a slash more': { client_id: web.id, returnTo: `${bye}/` },
    'a query more': { client_id: web.id, returnTo: `${bye}?x=1` },
    'a fragment more': { client_id: web.id, returnTo: `${bye}#x` },
    'another case': { client_id: web.id, returnTo: 'http://127.0.0.1:9/BYE' },
    'user information': { client_id: web.id, returnTo: 'http://127.0.0.1:9@evil.example/bye' },
    'a blank more': { client_id: web.id, returnTo: ` ${bye}` },
    'an address of the tenant': { client_id: web.id, returnTo: tenantBye },
    'an address of another client': { client_id: other.id, returnTo: bye },
    'an address of a client that is not named': { returnTo: bye },
    'a script': { client_id: web.id, returnTo: 'javascript:alert(1)' },
    markup: { client_id: web.id, returnTo: '"><script>alert(1)</script>' },
  };
  test.each(Object.entries(wrong))('%s is refused on a page, and the session stays', async (_what, parameters) => {
    const { browser } = await signedIn();
    const page = await expectPage(await browser.get(url('/v2/logout', parameters)), 400);
    expect(page).not.toContain('<script>alert');
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('an address that is not ASCII works', async () => {
    const response = await createBrowser().get(url('/v2/logout', { client_id: web.id, returnTo: unicodeBye }));
    expect(response.status).toBe(302);
    expect(decodeURI(response.headers.get('location')!)).toBe(unicodeBye);
  });

  test('POST is 405', async () => {
    const response = await createBrowser().post(url('/v2/logout'), {});
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });
});

describe('AS-48: /oidc/logout with an ID token', () => {
  test.each(['GET', 'POST'])(
    'AS-48: %s ends the session silently, returns to the registered address and echoes state',
    async (method) => {
      const { browser, hint } = await signedIn();
      const state = 'a&b=c%+ "<é';
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: bye, state };
      const response =
        method === 'GET'
          ? await browser.get(url('/oidc/logout', parameters))
          : await browser.post(`${broker.url}/oidc/logout`, parameters);
      expect(response.status).toBe(method === 'GET' ? 302 : 303);
      const location = new URL(response.headers.get('location')!);
      expect(location.href.startsWith(`${bye}?`)).toBe(true);
      expect(location.searchParams.get('state')).toBe(state);
      expect(await isSignedIn(browser)).toBe(false);
    },
  );

  test('AS-48: an ID token that has expired is good enough', async () => {
    const { browser, hint } = await signedIn();
    clock.advance(11 * 3600_000);
    const response = await browser.get(url('/oidc/logout', { id_token_hint: hint, post_logout_redirect_uri: bye }));
    expect(response.headers.get('location')).toBe(bye);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('AS-48: forged hints, hints of another issuer and access tokens are refused, and the session stays', async () => {
    const { browser, hint, tokens } = await signedIn({ audience: api, scope: 'openid' });
    const [head, body, signature] = hint.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const { privateKey } = await generateKeyPair('RS256');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const ourKey = await readSigningKey(broker.app.tenant);
    const forged = {
      'another key under our kid': await new SignJWT(claims).setProtectedHeader(header).sign(privateKey),
      'another issuer and its key': await new SignJWT({ ...claims, iss: idp.url })
        .setProtectedHeader(header)
        .sign(privateKey),
      'another issuer under our key': signJwt(ourKey, { ...claims, iss: 'https://elsewhere.example/' }),
      'another subject': `${head}.${encode({ ...claims, sub: 'oidc|con1|max' })}.${signature}`,
      'no signature': `${encode({ ...header, alg: 'none' })}.${body}.`,
      'an access token': String(tokens.access_token),
      garbage: 'garbage',
      'three parts of garbage': 'a.b.c',
    };
    for (const [what, id_token_hint] of Object.entries(forged)) {
      const parameters = { id_token_hint, post_logout_redirect_uri: bye, client_id: web.id };
      await expectPage(await browser.get(url('/oidc/logout', parameters)), 400);
      expect(await isSignedIn(browser), what).toBe(true);
    }
  });

  test.each(['https://evil.example/', `${bye}?`, `${bye}/`, tenantBye])(
    'AS-48: %s is not registered for this client: a page, and the session stays',
    async (post_logout_redirect_uri) => {
      const { browser, hint } = await signedIn();
      const parameters = { id_token_hint: hint, post_logout_redirect_uri };
      await expectPage(await browser.get(url('/oidc/logout', parameters)), 400);
      expect(await isSignedIn(browser)).toBe(true);
    },
  );

  test('AS-48: a client_id that is not that of the hint is refused', async () => {
    const { browser, hint } = await signedIn();
    const parameters = { id_token_hint: hint, client_id: other.id, post_logout_redirect_uri: bye };
    await expectPage(await browser.get(url('/oidc/logout', parameters)), 400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('AS-06: a parameter that comes twice is refused, also once in the query and once in the form', async () => {
    const { browser, hint } = await signedIn();
    const query = { post_logout_redirect_uri: bye };
    const response = await browser.post(url('/oidc/logout', query), { id_token_hint: hint, ...query });
    await expectPage(response, 400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('without a session it goes where it was asked to go, with or without a hint', async () => {
    const { hint } = await signedIn();
    const parameters = { post_logout_redirect_uri: bye, state: 'x' };
    for (const more of [{ id_token_hint: hint }, { client_id: web.id }]) {
      const response = await createBrowser().get(url('/oidc/logout', { ...parameters, ...more }));
      expect(response.headers.get('location')).toBe(`${bye}?state=x`);
    }
  });

  test('without an address a page says that the user is signed out', async () => {
    const { browser, hint } = await signedIn();
    await expectPage(await browser.get(url('/oidc/logout', { id_token_hint: hint })), 200);
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('AS-49: /oidc/logout without proof asks first', () => {
  function readFields(page: string): Record<string, string> {
    const inputs = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    const decode = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    return Object.fromEntries(inputs.map(([, name, value]) => [name!, decode(value!)]));
  }
  const parameters = { client_id: web.id, post_logout_redirect_uri: bye, state: 'out' };

  async function ask(browser: Browser, more: Record<string, string> = {}) {
    const response = await browser.get(url('/oidc/logout', { ...parameters, ...more }));
    const fields = readFields(await expectPage(response, 200));
    expect(fields.confirmation).toBeDefined();
    expect(await isSignedIn(browser)).toBe(true);
    return fields;
  }

  test('AS-49: no hint: a picture on a foreign page signs nobody out; the form does', async () => {
    const { browser } = await signedIn();
    const fields = await ask(browser);
    const response = await browser.post(`${broker.url}/oidc/logout`, { ...fields, decision: 'sign-out' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${bye}?state=out`);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('AS-49: a hint for another user asks too', async () => {
    const max = await signedIn({ login_hint: 'max' });
    const { browser } = await signedIn();
    await ask(browser, { id_token_hint: max.hint });
  });

  test('AS-49: whoever stays is signed in and goes back', async () => {
    const { browser } = await signedIn();
    const fields = await ask(browser);
    const response = await browser.post(`${broker.url}/oidc/logout`, { ...fields, decision: 'stay' });
    expect(response.headers.get('location')).toBe(bye);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('AS-49: a form from elsewhere, with a guessed confirmation or that of another browser, only asks again', async () => {
    const max = await signedIn({ login_hint: 'max' });
    const { browser } = await signedIn();
    const foreign = await ask(max.browser);
    for (const confirmation of ['', 'x', foreign.confirmation!]) {
      const form = { ...parameters, confirmation, decision: 'sign-out' };
      const response = await browser.post(`${broker.url}/oidc/logout`, form);
      await expectPage(response, 200);
      expect(await isSignedIn(browser)).toBe(true);
    }
  });

  test('AS-49: a confirmation in an address does nothing: only a form confirms', async () => {
    const { browser } = await signedIn();
    const { confirmation } = await ask(browser);
    const response = await browser.get(url('/oidc/logout', { ...parameters, confirmation, decision: 'sign-out' }));
    await expectPage(response, 200);
    expect(await isSignedIn(browser)).toBe(true);
  });
});
