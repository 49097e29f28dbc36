import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  createBrowser,
  postToken,
  redeem,
  signIn,
  spa,
  web,
  webCredentials,
} from '../../broker/index.ts';
import { ask, expectError, given, inShort, openPlace, type Place, show, signedInBrowser } from './set-up.ts';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

async function readMetadata(path = '/.well-known/openid-configuration'): Promise<Record<string, unknown>> {
  return (await (await fetch(`${place.broker.url}${path}`)).json()) as Record<string, unknown>;
}

describe('response_type', () => {
  test('AS-05: missing or empty it is an invalid_request, told to the application', async () => {
    expectError(await ask(place.broker, { response_type: '' }), place.broker, 'invalid_request');
    const url = authorizeUrl(place.broker, { response_type: '' });
    expectError(await show(createBrowser().get(`${url}&response_type=`)), place.broker, 'invalid_request');
  });

  test.each(
    inShort([
      'token',
      'id_token',
      'id_token token',
      'token id_token',
      'code token',
      'code id_token',
      'code id_token token',
      'code code',
      'code ',
      ' code',
      'CODE',
      'Code',
      'none',
      'code,token',
      'code\0',
      '__proto__',
      'toString',
      'x'.repeat(3000),
    ]),
  )('AS-05, AS-15: %s is an unsupported_response_type, with or without a session', async (_shown, response_type) => {
    const signedIn = await signedInBrowser(place.broker);
    for (const browser of [createBrowser(), signedIn]) {
      const shown = await ask(place.broker, { response_type, nonce: 'n' }, browser);
      expectError(shown, place.broker, 'unsupported_response_type');
      for (const token of ['access_token', 'id_token']) expect(shown.answer).not.toHaveProperty(token);
    }
  });

  test('AS-05: a client without the authorization code grant is an unauthorized_client', async () => {
    const client = { client_id: 'without-code', redirect_uri: 'http://127.0.0.1:9/without' };
    const shown = await ask(place.broker, client);
    expectError(shown, place.broker, 'unauthorized_client', { callback: client.redirect_uri });
  });

  test('AS-15: only the code flow is advertised', async () => {
    expect(await readMetadata()).toMatchObject({
      response_types_supported: ['code'],
      grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
    });
  });

  test('AS-15: editing later steps of a code flow makes no token come through the browser', async () => {
    const browser = createBrowser();
    const page = await ask(place.broker, {}, browser);
    const edited = `${page.location}&response_type=token&connection=con1&response_mode=fragment`;
    const chosen = await show(browser.post(edited, { connection: 'con1', response_type: 'token' }));
    const callback = chosen.location?.startsWith(place.idp1.url)
      ? (await show(browser.get(chosen.location))).location
      : undefined;
    // A choice that came twice is no choice; the honest one leads on, and its callback is edited too.
    expect(callback).toBeUndefined();
    const honest = await show(browser.post(`${page.location}&response_type=token`, { connection: 'con1' }));
    const back = (await show(browser.get(honest.location!))).location;
    const done = await show(
      browser.get(`${back}&response_type=token&response_mode=fragment&redirect_uri=https://x.example`),
    );
    expect(done.location).toContain(`${web.callback}?code=`);
    expect(done.location).not.toContain('token');
  });
});

describe('grants that stay off', () => {
  test.each([
    'password',
    'http://auth0.com/oauth/grant-type/password-realm',
    'implicit',
    'token',
    '__proto__',
    'PASSWORD',
  ])('AS-16: grant_type %s is unsupported', async (grant_type) => {
    const form = { grant_type, ...webCredentials, username: 'vera', password: 'x' };
    const { status, body } = await postToken(place.broker, form);
    expect(status).toBe(400);
    expect(body.error).toBe('unsupported_grant_type');
  });
});

describe('the claims parameter', () => {
  test.each(
    inShort([
      '{"id_token":{"acr":{"essential":true}}}',
      '{"userinfo":{"email":null}}',
      '{}',
      '{',
      'null',
      '[]',
      '"x"',
      '[['.repeat(2000),
      '{"__proto__":{}}',
      'ü\u0000',
      '<script>',
    ]),
  )('AS-20: %s is refused with invalid_request', async (_shown, claims) => {
    expectError(await ask(place.broker, { claims }), place.broker, 'invalid_request');
  });

  test('AS-20: it is advertised as unsupported, and empty it is absent', async () => {
    expect(await readMetadata()).toMatchObject({ claims_parameter_supported: false });
    const url = `${authorizeUrl(place.broker, { connection: 'con1' })}&claims=`;
    expect((await show(createBrowser().get(url))).location).toContain(place.idp1.url);
  });
});

describe('request objects', () => {
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const claims = Buffer.from('{"redirect_uri":"https://evil.example/","scope":"openid"}').toString('base64url');

  test.each(inShort([`${none}.${claims}.`, 'x', '{}', 'x'.repeat(4000)]))(
    'AS-21: request=%s is refused with request_not_supported',
    async (_shown, request) => {
      expectError(await ask(place.broker, { request }), place.broker, 'request_not_supported');
    },
  );

  test('AS-21: request_uri is refused with request_uri_not_supported, and nothing is fetched', async () => {
    const before = place.idp1.log.length;
    for (const request_uri of [
      `${place.idp1.url}/api/request.jwt`,
      `${place.idp1.url}/.well-known/openid-configuration`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'urn:example:request:abc',
    ]) {
      for (const prompt of ['', 'none']) {
        const shown = await ask(place.broker, { request_uri, prompt });
        expectError(shown, place.broker, 'request_uri_not_supported');
      }
    }
    expect(place.idp1.log.length).toBe(before);
    expect(await readMetadata()).toMatchObject({
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
  });
});

describe('the code', () => {
  const offline = { scope: 'openid profile offline_access' };
  const userinfo = (token: unknown) =>
    fetch(`${place.broker.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const refresh = (token: unknown) =>
    postToken(place.broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(token) });

  test.each([{}, { audience: 'https://api.example.com/' }])(
    'AS-12: the second redemption is an invalid_grant and revokes what the first one gave (%j)',
    async (more) => {
      const { code } = await signIn(place.broker, { ...offline, ...given(more) });
      const { body: first } = await redeem(place.broker, code!);
      expect((await userinfo(first.access_token)).status).toBe(200);
      const { body: renewed } = await refresh(first.refresh_token);
      expect((await userinfo(renewed.access_token)).status).toBe(200);

      const second = await redeem(place.broker, code!);
      expect([second.status, second.body.error]).toEqual([403, 'invalid_grant']);
      for (const token of [first.access_token, renewed.access_token]) expect((await userinfo(token)).status).toBe(401);
      const { status, body } = await refresh(first.refresh_token);
      expect([status, body.error]).toEqual([403, 'invalid_grant']);
    },
  );

  test('AS-12: a second redemption long after the code has expired still revokes', async () => {
    const { code } = await signIn(place.broker, offline);
    const { body } = await redeem(place.broker, code!);
    place.broker.clock.advance(3_600_000);
    expect((await refresh(body.refresh_token)).status).toBe(200);
    expect((await redeem(place.broker, code!)).body.error).toBe('invalid_grant');
    expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('AS-12: of many redemptions at once at most one succeeds, and what it gave is revoked', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { code } = await signIn(place.broker, offline);
      const answers = await Promise.all(Array.from({ length: 12 }, () => redeem(place.broker, code!)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won.length).toBeLessThanOrEqual(1);
      expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(12 - won.length);
      for (const { body } of won) {
        expect((await userinfo(body.access_token)).status).toBe(401);
        expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant');
      }
    }
  });

  test('AS-12: the revocation touches this authorization only', async () => {
    const browser = createBrowser();
    const { code: one } = await signIn(place.broker, offline, browser);
    const { code: two } = await signIn(place.broker, offline, browser);
    await redeem(place.broker, one!);
    const { body } = await redeem(place.broker, two!);
    await redeem(place.broker, one!);
    expect((await userinfo(body.access_token)).status).toBe(200);
  });

  test('AS-13: it lives for a minute', async () => {
    const { code: early } = await signIn(place.broker);
    place.broker.clock.advance(55_000);
    expect((await redeem(place.broker, early!)).status).toBe(200);
    const { code: late } = await signIn(place.broker);
    place.broker.clock.advance(60_000);
    expect((await redeem(place.broker, late!)).body.error).toBe('invalid_grant');
  });

  test.each([
    ['an unknown code', { code: 'x' }],
    ['the code in another case', {}],
    ['another redirect_uri of the same client', { redirect_uri: 'https://app.example.com/cb' }],
    ['an address that is registered nowhere', { redirect_uri: `${web.callback}/` }],
    ['no redirect_uri', { redirect_uri: '' }],
  ])('AS-14: with %s alone it is an invalid_grant', async (what, change) => {
    const { code } = await signIn(place.broker);
    const swapped = [...code!].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
    const { status, body } = await redeem(place.broker, what.includes('case') ? swapped : code!, change);
    expect([status, body.error]).toEqual([403, 'invalid_grant']);
  });

  test('AS-14: a fresh code of another client, and an expired one of the right client, each fail alone', async () => {
    const foreign = { client_id: 'other', client_secret: 'other-secret-MARKER-3b3b' };
    const { code } = await signIn(place.broker);
    expect((await redeem(place.broker, code!, foreign)).body.error).toBe('invalid_grant');
    // It was spent by the attempt, so its owner notices.
    expect((await redeem(place.broker, code!)).body.error).toBe('invalid_grant');
    const { code: second } = await signIn(place.broker);
    place.broker.clock.advance(61_000);
    expect((await redeem(place.broker, second!, foreign)).body.error).toBe('invalid_grant');
  });

  test('AS-14: without the secret of its client a code is not even spent', async () => {
    const { code } = await signIn(place.broker);
    expect((await redeem(place.broker, code!, { client_secret: 'wrong' })).status).toBe(401);
    expect((await redeem(place.broker, code!, { client_secret: '' })).status).toBe(401);
    expect((await redeem(place.broker, code!, { client_id: spa.id, client_secret: '' })).body.error).toBe(
      'invalid_grant',
    );
    const { code: next } = await signIn(place.broker);
    expect((await redeem(place.broker, next!, { client_secret: 'wrong' })).status).toBe(401);
    expect((await redeem(place.broker, next!)).status).toBe(200);
  });

  test('AS-52: sixty codes are distinct, long, and share no beginning', async () => {
    const browser = await signedInBrowser(place.broker);
    const codes = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const shown = await Promise.all(Array.from({ length: 20 }, () => ask(place.broker, {}, browser)));
      for (const { answer } of shown) codes.add(answer.code!);
    }
    expect(codes.size).toBe(60);
    for (const code of codes) expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set([...codes].map((code) => code.slice(0, 4))).size).toBeGreaterThan(55);
  });
});
