import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createBrowser,
  createVerifier,
  decodeClaims,
  other,
  postToken,
  redeem,
  spa,
  web,
  webCredentials,
} from '../broker/index.ts';
import { assertionForm, authorizationForm, keyed, type Place, signAssertion, startPlace } from './set-up.ts';

let place: Place;

beforeAll(async () => {
  place = await startPlace((text) =>
    text.replace(
      `    client_id: ${other.id}\n`,
      `    client_id: ${other.id}\n    require_pushed_authorization_requests: true\n`,
    ),
  );
});
afterAll(() => place.close());

async function push(form: Record<string, string>, init: RequestInit = {}) {
  const response = await fetch(`${place.broker.url}/oauth/par`, {
    method: 'POST',
    body: new URLSearchParams(form),
    ...init,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> };
}

async function pushed(more: Record<string, string> = {}): Promise<string> {
  const { status, body } = await push({ ...authorizationForm, ...more });
  expect(status).toBe(201);
  return String(body.request_uri);
}

const authorizeUrl = (request_uri: string, more: Record<string, string> = {}) =>
  `${place.broker.url}/authorize?${new URLSearchParams({ client_id: web.id, request_uri, ...more })}`;

describe('pushed authorization requests', () => {
  test('AS-40: a form and JSON are answered 201 with a name and its life; a sign-in goes on with it', async () => {
    const answer = await push(authorizationForm);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/),
      expires_in: 60,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const json = await push(authorizationForm, {
      body: JSON.stringify(authorizationForm),
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(201);
    const browser = createBrowser();
    const { url } = await browser.follow(authorizeUrl(String(json.body.request_uri)), web.callback);
    expect(url.searchParams.get('state')).toBe(authorizationForm.state);
    const { status, body } = await redeem(place.broker, url.searchParams.get('code')!);
    expect(status).toBe(200);
    expect(decodeClaims(body.id_token).nonce).toBe(authorizationForm.nonce);
  });

  test('AS-41: what was pushed is in no address of ours and in no cookie, and lies sealed', async () => {
    const browser = createBrowser();
    const seen: string[] = [];
    let next = authorizeUrl(await pushed({ connection: '' }));
    const rows = await place.broker.app.tenant.store.db.selectFrom('pushed_requests').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('MARKER');
    expect(JSON.stringify(rows)).not.toContain(new URL(next).searchParams.get('request_uri')!.split(':').at(-1));
    for (let hop = 0; hop < 3 && next.startsWith(place.broker.url); hop += 1) {
      const response = await browser.get(next);
      seen.push(next, ...response.headers.getSetCookie(), response.headers.get('location') ?? '');
      next = response.headers.get('location') ?? '';
    }
    expect(seen.join('\n')).toContain('/u/login?state=');
    expect(seen.join('\n')).not.toContain('MARKER');
    expect(place.broker.logged()).not.toContain('state-MARKER-9c4b');
  });

  test('AS-41: it is used up by the first visit, whoever makes it', async () => {
    const uri = await pushed();
    const first = await createBrowser().get(authorizeUrl(uri));
    expect(first.status).toBe(302);
    const second = await createBrowser().get(authorizeUrl(uri));
    expect(second.status).toBe(400);
    expect(second.headers.get('location')).toBeNull();
    expect(await second.text()).toContain('invalid_request_uri');
  });

  test('AS-41: another client cannot use it, and does not use it up', async () => {
    const uri = await pushed();
    const foreign = await createBrowser().get(authorizeUrl(uri, { client_id: other.id }));
    expect(foreign.status).toBe(400);
    expect(foreign.headers.get('location')).toBeNull();
    expect((await createBrowser().get(authorizeUrl(uri))).status).toBe(302);
  });

  test('AS-41: it lives for a minute, and one that never was is no different', async () => {
    const uri = await pushed();
    place.broker.clock.advance(60_001);
    for (const one of [uri, `${uri.slice(0, -3)}abc`, 'urn:ietf:params:oauth:request_uri:']) {
      const { status, headers } = await createBrowser().get(authorizeUrl(one));
      expect({ status, location: headers.get('location') }).toEqual({ status: 400, location: null });
    }
  });

  test('AS-41: parameters beside it are ignored', async () => {
    const url = authorizeUrl(await pushed(), {
      redirect_uri: 'https://evil.example/',
      state: 'other',
      scope: 'openid',
      response_mode: 'fragment',
      prompt: 'none',
    });
    const arrived = await createBrowser().follow(url, web.callback);
    expect(arrived.url.searchParams.get('state')).toBe(authorizationForm.state);
    const { body } = await redeem(place.broker, arrived.url.searchParams.get('code')!);
    expect(body.scope).toBe('openid profile email');
  });

  test('AS-41: a posted form without our cookie comes back as a GET and does not use it up', async () => {
    const browser = createBrowser();
    const uri = await pushed();
    const response = await browser.post(`${place.broker.url}/authorize`, { client_id: web.id, request_uri: uri });
    const location = response.headers.get('location')!;
    expect(response.status).toBe(303);
    expect(location).not.toContain('MARKER');
    const { url } = await browser.follow(location, web.callback);
    expect(url.searchParams.get('code')).toBeTruthy();
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 400, 'invalid_request'],
    ['a request object', { request: 'a.b.c' }, 400, 'request_not_supported'],
    ['an unknown redirect_uri', { redirect_uri: 'https://evil.example/' }, 400, 'invalid_request'],
    ['no response_type', { response_type: '' }, 400, 'invalid_request'],
    ['another response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
    ['an unknown audience', { audience: 'https://nowhere.example/' }, 403, 'access_denied'],
    ['an unknown connection', { connection: 'nope' }, 400, 'invalid_request'],
    ['PKCE in clear', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 400, 'invalid_request'],
    ['a contradiction', { prompt: 'none login' }, 400, 'invalid_request'],
    ['a malformed dpop_jkt', { dpop_jkt: 'short' }, 400, 'invalid_request'],
    ['too much', { login_hint: 'x'.repeat(20_000) }, 400, 'invalid_request'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied'],
    ['no client', { client_id: '', client_secret: '' }, 401, 'invalid_client'],
  ])('AS-40: every rule of /authorize holds at the push: %s', async (_title, change, status, error) => {
    const answer = await push({ ...authorizationForm, ...change });
    expect({ status: answer.status, error: answer.body.error }).toEqual({ status, error });
  });

  test('AS-40: GET is refused, and so are a repeated parameter, credentials in the address and a huge body', async () => {
    const get = await fetch(`${place.broker.url}/oauth/par`);
    expect({ status: get.status, allow: get.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
    const twice = new URLSearchParams(authorizationForm);
    twice.append('scope', 'openid');
    expect((await push({}, { body: twice })).status).toBe(400);
    const inUrl = await fetch(`${place.broker.url}/oauth/par?client_secret=${web.secret}`, {
      method: 'POST',
      body: new URLSearchParams(authorizationForm),
    });
    expect(inUrl.status).toBe(400);
    expect((await push({ ...authorizationForm, login_hint: 'x'.repeat(1_100_000) })).status).toBe(413);
  });

  test('a public client pushes with PKCE, a client with a key by its assertion', async () => {
    const { challenge } = createVerifier();
    const { client_secret: _, ...form } = authorizationForm;
    const own = { ...form, client_id: spa.id, redirect_uri: spa.callback };
    expect((await push(own)).body.error).toBe('invalid_request');
    const answer = await push({ ...own, code_challenge: challenge, code_challenge_method: 'S256' });
    expect(answer.status).toBe(201);
    const { client_id: __, ...nameless } = form;
    const bySigning = await push({
      ...nameless,
      redirect_uri: keyed.callback,
      ...(await assertionForm(signAssertion(place.broker, place.key))),
    });
    expect(bySigning.status).toBe(201);
    const uri = String(bySigning.body.request_uri);
    const url = authorizeUrl(uri, { client_id: keyed.id });
    const arrived = await createBrowser().follow(url, keyed.callback);
    const redeemed = await postToken(place.broker, {
      grant_type: 'authorization_code',
      code: arrived.url.searchParams.get('code')!,
      redirect_uri: keyed.callback,
      ...(await assertionForm(signAssertion(place.broker, place.key))),
    });
    expect(redeemed.status).toBe(200);
  });

  test('AS-42: a client that has to push is refused without, and served with', async () => {
    const own = { client_id: other.id, redirect_uri: other.callback };
    const { client_secret: _, ...form } = { ...authorizationForm, ...own };
    const plain = await createBrowser().get(`${place.broker.url}/authorize?${new URLSearchParams(form)}`);
    const answer = new URL(plain.headers.get('location')!);
    expect(answer.href.startsWith(other.callback)).toBe(true);
    expect(answer.searchParams.get('error')).toBe('invalid_request');
    const { status, body } = await push({ ...form, client_secret: other.secret });
    expect(status).toBe(201);
    const url = authorizeUrl(String(body.request_uri), { client_id: other.id });
    const arrived = await createBrowser().follow(url, other.callback);
    expect(arrived.url.searchParams.get('code')).toBeTruthy();
  });

  test('AS-52: names are not guessable and do not repeat', async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => pushed()));
    expect(new Set(names).size).toBe(20);
  });

  test('the secret of the client is not among what is kept', async () => {
    const uri = await pushed();
    const { url } = await createBrowser().follow(authorizeUrl(uri), place.idp.url);
    expect(url.href).not.toContain(webCredentials.client_secret);
  });
});
