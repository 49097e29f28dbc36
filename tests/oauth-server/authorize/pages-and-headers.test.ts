import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, type Broker, type Browser, createBrowser, signIn, web } from '../../broker/index.ts';
import {
  ask,
  expectErrorPage,
  expectPageHeaders,
  openPlace,
  type Place,
  type Shown,
  show,
  signedInBrowser,
} from './set-up.ts';

let place: Place;
let broker: Broker;

beforeAll(async () => {
  place = await openPlace();
  broker = place.broker;
});
afterAll(() => place.close());

const browserPaths = ['/authorize', '/u/login', '/login/callback', '/v2/logout', '/oidc/logout'];

async function signInPage(browser: Browser, parameters = {}): Promise<Shown & { action: string }> {
  const { location } = await ask(broker, parameters, browser);
  return { ...(await show(browser.get(location!))), action: location! };
}

describe('headers of pages', () => {
  test('AS-24: every page for people carries them', async () => {
    const browser = await signedInBrowser(broker);
    const pages = [
      await signInPage(createBrowser()),
      await show(browser.get(`${broker.url}/oidc/logout`)),
      await ask(broker, { client_id: 'nobody' }),
      await ask(broker, { redirect_uri: 'https://evil.example/' }),
      await show(browser.get(`${broker.url}/u/login`)),
      await show(browser.get(`${broker.url}/u/login?state=x`)),
      await show(browser.post(`${broker.url}/u/login?state=x`, { connection: 'con1' })),
      await show(browser.get(`${broker.url}/login/callback`)),
      await show(browser.get(`${broker.url}/login/callback?code=x&state=x`)),
      await show(browser.get(`${broker.url}/v2/logout?returnTo=https://evil.example/`)),
      await show(browser.get(`${broker.url}/oidc/logout?post_logout_redirect_uri=https://evil.example/`)),
      await show(createBrowser().get(`${broker.url}/oidc/logout`)),
      await show(fetch(`${broker.url}/authorize`, { method: 'PUT' })),
      await show(fetch(`${broker.url}/authorize`, { method: 'POST', body: 'x', headers: { 'content-type': 'a/b' } })),
      await ask(broker, { prompt: 'none', response_mode: 'form_post' }),
    ];
    for (const page of pages) expectPageHeaders(page.headers);
  });

  test('AS-24: redirects are not stored and tell nobody where they came from', async () => {
    const browser = createBrowser();
    const page = await signInPage(browser);
    const answers = [
      await ask(broker, {}),
      await ask(broker, { connection: 'con1' }),
      await ask(broker, { prompt: 'none' }),
      await show(browser.post(page.action, { connection: 'con1' })),
    ];
    for (const { headers, location } of answers) {
      expect(location).toBeDefined();
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('pages name no software and no version', async () => {
    const { headers, html } = await ask(broker, { client_id: 'nobody' });
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(html.toLowerCase()).not.toContain('fastify');
  });
});

describe('statuses of redirects', () => {
  test('AS-23: after a POST it is 303 and after a GET 302; never 307 or 308', async () => {
    const browser = createBrowser();
    const form = Object.fromEntries(new URL(authorizeUrl(broker)).searchParams);
    const started = await show(browser.post(`${broker.url}/authorize`, form));
    const page = await signInPage(browser);
    const chosen = await show(browser.post(page.action, { connection: 'con1' }));
    const back = new URL((await show(browser.get(chosen.location!))).location!);
    const posted = await show(browser.post(`${broker.url}/login/callback`, Object.fromEntries(back.searchParams)));
    for (const { status } of [started, chosen, posted]) expect(status).toBe(303);
    const done = await show(browser.get(posted.location!));
    expect([done.status, done.location?.startsWith(web.callback)]).toEqual([302, true]);
    const sso = await show(browser.post(`${broker.url}/authorize`, form));
    expect([sso.status, sso.location?.startsWith(web.callback)]).toEqual([303, true]);
    const denied = await show(browser.post(`${broker.url}/authorize`, { ...form, response_type: 'x' }));
    expect(denied.status).toBe(303);
    const confirmation = await show(
      browser.get(`${broker.url}/oidc/logout?client_id=web&post_logout_redirect_uri=http://127.0.0.1:9/bye`),
    );
    const left = await show(
      browser.post(`${broker.url}/oidc/logout`, { ...confirmation.answer, decision: 'sign-out' }),
    );
    expect([left.status, left.location]).toEqual([303, 'http://127.0.0.1:9/bye']);
  });
});

describe('CORS', () => {
  const origin = 'http://127.0.0.1:9';
  const asking = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };

  function corsHeaders(response: Response): string[] {
    return [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
  }

  test.each(browserPaths)('AS-25: %s sends no CORS headers, to nobody, not even to a preflight', async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD', 'PUT']) {
      for (const from of [origin, 'https://evil.example', 'null']) {
        const response = await fetch(`${broker.url}${path}`, {
          method,
          headers: { ...asking, origin: from },
          redirect: 'manual',
        });
        expect(corsHeaders(response), `${method} ${from}`).toEqual([]);
      }
    }
    const { search } = new URL(authorizeUrl(broker, { prompt: 'none' }));
    const response = await fetch(`${broker.url}${path}${search}`, { headers: { origin }, redirect: 'manual' });
    expect(corsHeaders(response)).toEqual([]);
  });

  test.each(['/api/v2/users/x', '/api/v2/users', '/', '/nowhere', '/health'])('AS-25: nor does %s', async (path) => {
    for (const method of ['GET', 'OPTIONS']) {
      const response = await fetch(`${broker.url}${path}`, { method, headers: asking });
      expect(corsHeaders(response), method).toEqual([]);
    }
  });

  test.each([
    '/oauth/token',
    '/oauth/revoke',
    '/userinfo',
    '/.well-known/jwks.json',
    '/.well-known/openid-configuration',
  ])('AS-25: %s may be called by pages of any origin, without cookies', async (path) => {
    for (const method of ['OPTIONS', path.startsWith('/oauth') ? 'POST' : 'GET']) {
      const response = await fetch(`${broker.url}${path}`, { method, headers: asking });
      expect(response.headers.get('access-control-allow-origin'), method).toBe('*');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      await response.arrayBuffer();
    }
  });
});

/** Sends bytes as they are and gives the status line and headers. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(broker.config.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.end(text);
  await new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject));
  return Buffer.concat(chunks).toString();
}

describe('methods and paths', () => {
  test.each(browserPaths)('%s answers other methods with 405 and Allow, and does nothing', async (path) => {
    const browser = await signedInBrowser(broker);
    const cookie = `valetkey-session=${browser.cookie(broker.url, 'valetkey-session')}`;
    const { search } = new URL(authorizeUrl(broker));
    const methods = ['HEAD', 'PUT', 'PATCH', 'DELETE', ...(path === '/v2/logout' ? ['POST'] : [])];
    for (const method of methods) {
      const response = await fetch(`${broker.url}${path}${search}`, {
        method,
        headers: { cookie },
        redirect: 'manual',
      });
      expect(response.status, method).toBe(405);
      expect(response.headers.get('allow')).toContain('GET');
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    const options = await fetch(`${broker.url}${path}`, { method: 'OPTIONS', headers: { cookie } });
    expect([options.status, options.headers.get('allow')?.includes('GET')]).toEqual([204, true]);
    expect((await ask(broker, { prompt: 'none' }, browser)).answer.code).toBeDefined();
  });

  test('TRACE is not echoed', async () => {
    const answer = await sendRaw(
      'TRACE /authorize HTTP/1.1\r\nhost: localhost\r\ncookie: a=MARKER-91\r\nconnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[045]/);
    expect(answer).not.toContain('MARKER-91');
  });

  test.each([
    '/authorize/',
    '//authorize',
    '/AUTHORIZE',
    '/./authorize/..;/authorize',
    '/u/login/',
    '/login/callback/x',
  ])('%s is not an address of ours', async (path) => {
    const answer = await sendRaw(`GET ${path}?client_id=web HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
    expect(answer.toLowerCase()).not.toContain('location:');
  });

  test('a request for another host, absolute or by header, is answered with our own addresses', async () => {
    const { search } = new URL(authorizeUrl(broker));
    for (const line of [`GET /authorize${search}`, `GET http://evil.example/authorize${search}`]) {
      const answer = await sendRaw(`${line} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`);
      expect(answer).not.toContain('evil.example');
    }
  });
});

describe('cookies', () => {
  test('they are HttpOnly, for the whole host and no sub-domain, and Lax on http', async () => {
    const browser = createBrowser();
    const first = await browser.get(authorizeUrl(broker, { connection: 'con1' }));
    expect(first.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^valetkey-browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const back = (await show(browser.get(first.headers.get('location')!))).location!;
    const done = await browser.get(back);
    expect(done.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^valetkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('a browser that is known is given no new cookie', async () => {
    const browser = createBrowser();
    await ask(broker, {}, browser);
    const again = await browser.get(authorizeUrl(broker));
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  test('T-B11: of two cookies of one name neither is believed', async () => {
    const browser = await signedInBrowser(broker);
    const real = browser.cookie(broker.url, 'valetkey-session');
    for (const cookie of [
      `valetkey-session=${real}; valetkey-session=evil`,
      `valetkey-session=evil; valetkey-session=${real}`,
      `valetkey-session=${real}; valetkey-session=${real}`,
      `valetkey-session=${real};valetkey-session=`,
      `valetkey-session=; valetkey-session=${real}`,
    ]) {
      const shown = await show(
        fetch(authorizeUrl(broker, { prompt: 'none' }), { headers: { cookie }, redirect: 'manual' }),
      );
      expect(shown.answer.error, cookie).toBe('login_required');
    }
    for (const cookie of [
      `valetkey-session=${real}`,
      `a=b; valetkey-session=${real}; c=d`,
      `xvaletkey-session=evil; valetkey-session=${real}`,
    ]) {
      const shown = await show(
        fetch(authorizeUrl(broker, { prompt: 'none' }), { headers: { cookie }, redirect: 'manual' }),
      );
      expect(shown.answer.code, cookie).toBeDefined();
    }
  });

  test('T-B11: two browser cookies are none, so a sign-in under way is not found', async () => {
    const browser = createBrowser();
    const started = await ask(broker, { connection: 'con1' }, browser);
    const back = (await show(browser.get(started.location!))).location!;
    const own = browser.cookie(broker.url, 'valetkey-browser');
    for (const cookie of [
      `valetkey-browser=${own}; valetkey-browser=x`,
      `valetkey-browser=x; valetkey-browser=${own}`,
    ]) {
      expectErrorPage(await show(fetch(back, { headers: { cookie }, redirect: 'manual' })));
    }
    expect((await show(browser.get(back))).answer.code).toBeDefined();
  });

  test('very many and very odd cookies are no trouble', async () => {
    const cookie = [
      '=',
      ';;;',
      '=x',
      'a',
      '"',
      `b=${'x'.repeat(5000)}`,
      'valetkey-browser',
      ...Array(200).fill('c=d'),
    ].join('; ');
    const shown = await show(fetch(authorizeUrl(broker), { headers: { cookie }, redirect: 'manual' }));
    expect(shown.location).toContain('/u/login?state=');
  });
});

describe('behind https', () => {
  let secure: Place;
  const issuer = 'https://id.example.test/';
  const origin = () => `http://localhost:${secure.broker.config.port}/`;
  const pairOf = (line: string) => line.split(';')[0]!;

  beforeAll(async () => {
    secure = await openPlace((text) => text, { config: { issuer } });
  });
  afterAll(() => secure.close());

  /** The sign-in of a browser that reaches the server through a proxy: gives what it set at either end. */
  async function signInSecurely(cookies: string[] = []) {
    const send = (url: string) =>
      fetch(url.replace(issuer, origin()), { headers: { cookie: cookies.join('; ') }, redirect: 'manual' });
    const started = await send(authorizeUrl(secure.broker, { connection: 'con1' }));
    const own = started.headers.getSetCookie();
    cookies.push(...own.map(pairOf));
    const back = await fetch(started.headers.get('location')!, { redirect: 'manual' });
    const done = await send(back.headers.get('location')!);
    return { browser: own, session: done.headers.getSetCookie(), location: done.headers.get('location') };
  }

  test('T-B11: cookies are __Host-, Secure and HttpOnly; SameSite is Lax for the browser, None for silent sign-in', async () => {
    const { browser, session, location } = await signInSecurely();
    expect(browser).toEqual([
      expect.stringMatching(/^__Host-valetkey-browser=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(session).toEqual([
      expect.stringMatching(/^__Host-valetkey-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=None$/),
    ]);
    expect(new URL(location!).searchParams.get('iss')).toBe(issuer);
  });

  test('T-B11: a cookie without the prefix, as a sibling domain can plant it, is not looked at', async () => {
    const { session } = await signInSecurely();
    const real = pairOf(session[0]!);
    const value = real.split('=')[1];
    const silent = authorizeUrl(secure.broker, { prompt: 'none' });
    const askWith = (cookie: string) => show(fetch(silent, { headers: { cookie }, redirect: 'manual' }));
    for (const cookie of [
      real,
      `valetkey-session=evil; ${real}`,
      `${real}; valetkey-session=evil`,
      `sid=evil; ${real}`,
    ]) {
      expect((await askWith(cookie)).answer.code, cookie).toBeDefined();
    }
    for (const cookie of [
      `valetkey-session=${value}`,
      `__Secure-valetkey-session=${value}`,
      `__host-valetkey-session=${value}`,
      `${real}; ${real}`,
    ]) {
      expect((await askWith(cookie)).answer.error, cookie).toBe('login_required');
    }
  });

  test('every answer demands https for a year', async () => {
    for (const path of [...browserPaths, '/oauth/token', '/.well-known/jwks.json', '/api/v2/users/x', '/nowhere']) {
      const response = await fetch(`${origin().slice(0, -1)}${path}`, { redirect: 'manual' });
      expect(response.headers.get('strict-transport-security'), path).toBe('max-age=31536000');
    }
  });
});

test('an error page leads nowhere: it has no link, no form and nothing that a request put into an attribute', async () => {
  const marker = 'https://evil.example/MARKER-55';
  for (const parameters of [{ redirect_uri: marker }, { client_id: marker, redirect_uri: marker, state: marker }]) {
    const { html, headers } = await ask(broker, { ...parameters, ui_locales: marker, screen_hint: marker });
    expect(html).not.toMatch(/<(a|form|meta http-equiv|base|iframe|img)\b/i);
    expect(html).not.toMatch(/="[^"]*MARKER-55/);
    expect(headers.get('refresh')).toBeNull();
  }
  const { html } = await show(
    createBrowser().get(`${broker.url}/login/callback?error=x&error_description=${marker}&error_uri=${marker}`),
  );
  expect(html).not.toContain('MARKER-55');
  expect((await signIn(broker)).code).toBeDefined();
});
