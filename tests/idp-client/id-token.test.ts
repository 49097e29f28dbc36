import { describe, expect, test } from 'vitest';
import { type Json, startTestIdp } from '../idps/index.ts';
import { failureOf, setUp } from './set-up.ts';

test('CL-06: an honest ID token signs the user in, with every algorithm of the default list', async () => {
  for (const alg of ['RS256', 'RS512', 'PS256', 'PS384', 'ES256', 'ES384', 'ES512']) {
    const { idp, signIn } = await setUp('oidc', { algorithms: [alg] });
    const result = await signIn();
    expect(result).toMatchObject({
      subject: 'vera',
      issuer: idp.url,
      profile: { email: 'vera@example.com', email_verified: true },
    });
    expect(result.raw.claims).toMatchObject({ sub: 'vera', nonce: 'nonce-1' });
  }
});

test('CL-20: an ID token whose claims are nested too deeply is refused, however well it is signed', async () => {
  const { idp, signIn } = await setUp();
  idp.behave({ idToken: { claims: { deep: JSON.parse('['.repeat(40) + ']'.repeat(40)) } } });
  expect((await failureOf(signIn())).code).toBe('idp_answer_invalid');
  idp.behave({ idToken: { claims: { deep: [[[['levels']]]] } } });
  expect((await signIn()).subject).toBe('vera');
});

describe('CL-07: algorithms', () => {
  test.each(['none', 'nOnE', 'NONE', 'HS256', 'HS384', 'HS512'])(
    'CL-07: alg %s is refused, and no key is fetched for it',
    async (alg) => {
      const { idp, signIn } = await setUp();
      idp.behave({ idToken: { alg } });
      expect((await failureOf(signIn())).code).toBe('idp_answer_invalid');
      expect(idp.requests('jwks')).toHaveLength(0);
    },
  );

  test('CL-07: an algorithm that the connection does not list is refused', async () => {
    const { connectionWith, signIn } = await setUp('oidc', { algorithms: ['RS256'] });
    const connection = connectionWith({ id_token_signed_response_algs: ['ES256'] });
    expect((await failureOf(signIn({ connection }))).code).toBe('idp_answer_invalid');
    expect(
      (await signIn({ connection: connectionWith({ id_token_signed_response_algs: ['ES256', 'RS256'] }) })).subject,
    ).toBe('vera');
  });

  test.each([['HS256'], ['none']])('CL-07: no setting allows %s', async (alg) => {
    const { connectionWith, idp, signIn } = await setUp();
    idp.behave({ idToken: { alg } });
    const only = connectionWith({ id_token_signed_response_algs: [alg] });
    expect((await failureOf(signIn({ connection: only }))).code).toBe('connection_misconfigured');
    const also = connectionWith({ id_token_signed_response_algs: [alg, 'ES256'] });
    expect((await failureOf(signIn({ connection: also }))).code).toBe('idp_answer_invalid');
  });
});

async function firstKey(url: string): Promise<Json> {
  const set = (await (await fetch(`${url}/jwks`)).json()) as { keys: Json[] };
  return set.keys[0]!;
}

describe('CL-08: keys come from the connection', () => {
  test('CL-08: jku, x5u, jwk and x5c in the header are neither fetched nor trusted', async () => {
    const { idp, signIn } = await setUp();
    const evil = await startTestIdp();
    const foreign = await firstKey(evil.url);
    evil.reset();
    for (const header of [
      { jku: `${evil.url}/jwks` },
      { x5u: `${evil.url}/x5u` },
      { jwk: foreign },
      { x5c: ['MIIB'] },
    ]) {
      idp.behave({ idToken: { header, unknownKey: true } });
      expect((await failureOf(signIn())).code, JSON.stringify(header)).toBe('idp_answer_invalid');
    }
    expect(evil.log).toHaveLength(0);
    await evil.close();
  });

  test('CL-08: a key of somebody else under an id of the IdP is refused', async () => {
    const { idp, signIn } = await setUp();
    const { kid } = await firstKey(idp.url);
    idp.behave({ idToken: { unknownKey: true, header: { kid } } });
    expect((await failureOf(signIn())).detail).toContain('signature verification failed');
  });
});

describe('CL-09: the key set', () => {
  test('CL-09: it is fetched once for many sign-ins, and again for an unknown key at most every 30 seconds', async () => {
    const { advance, idp, signIn } = await setUp();
    for (let time = 0; time < 3; time += 1) await signIn();
    expect(idp.requests('jwks')).toHaveLength(1);

    idp.behave({ idToken: { unknownKey: true } });
    advance(31_000);
    for (let time = 0; time < 4; time += 1) await failureOf(signIn());
    expect(idp.requests('jwks')).toHaveLength(2);
    advance(29_000);
    await failureOf(signIn());
    expect(idp.requests('jwks')).toHaveLength(2);
    advance(2000);
    await failureOf(signIn());
    expect(idp.requests('jwks')).toHaveLength(3);
  });

  test('CL-09: a fetch that failed counts for the cool-down too', async () => {
    const { advance, idp, signIn } = await setUp();
    await signIn();
    idp.behave({ idToken: { unknownKey: true }, faults: { jwks: { kind: 'answer', status: 500 } } });
    advance(31_000);
    for (let time = 0; time < 3; time += 1) await failureOf(signIn());
    expect(idp.requests('jwks')).toHaveLength(2);
  });

  test('CL-09: keys that the IdP rotated are found', async () => {
    const { advance, idp, signIn } = await setUp();
    await signIn();
    await idp.rotateKeys();
    advance(31_000);
    expect((await signIn()).subject).toBe('vera');
  });

  test('CL-09: after ten minutes it is fetched again, and the old one serves while that fails', async () => {
    const { advance, idp, signIn } = await setUp();
    await signIn();
    advance(11 * 60_000);
    idp.behave({ faults: { jwks: { kind: 'reset' } } });
    expect((await signIn()).subject).toBe('vera');
    expect((await signIn()).subject).toBe('vera');
    expect(idp.requests('jwks')).toHaveLength(2);
    advance(25 * 3_600_000);
    expect((await failureOf(signIn())).code).toBe('idp_unreachable');
  });

  test('CL-09: a set of more than 100 keys is refused, though the right one is among them', async () => {
    const { idp, signIn } = await setUp();
    const key = await firstKey(idp.url);
    const others = (count: number) =>
      Array.from({ length: count }, (_, number) => ({ kty: 'oct', kid: String(number) }));
    idp.behave({ jwks: { keys: [key, ...others(100)] } });
    expect((await failureOf(signIn())).detail).toContain('more than 100 keys');
    idp.behave({ jwks: { keys: [key, ...others(99)] } });
    expect((await signIn()).subject).toBe('vera');
  });

  test.each([
    ['more than 256 KiB', { padding: 'x'.repeat(260 * 1024) }],
    ['no keys', { keys: undefined }],
    ['keys that are no list', { keys: 'x' }],
  ])('CL-09: a set with %s is refused', async (_name, jwks) => {
    const { idp, signIn } = await setUp();
    idp.behave({ jwks });
    expect((await failureOf(signIn())).code).toBe('idp_answer_invalid');
  });

  test.each([
    ['HTML', { kind: 'html' }, 'idp_answer_invalid'],
    ['a redirect', { kind: 'redirect', to: 'http://169.254.169.254/' }, 'idp_answer_invalid'],
    ['404', { kind: 'answer', status: 404 }, 'idp_answer_invalid'],
    ['503', { kind: 'answer', status: 503 }, 'idp_unreachable'],
    ['nothing', { kind: 'hang' }, 'idp_unreachable'],
  ] as const)('CL-09: an endpoint that answers %s', async (_name, fault, code) => {
    const { idp, signIn } = await setUp();
    idp.behave({ faults: { jwks: fault } });
    expect((await failureOf(signIn())).code).toBe(code);
  });
});

describe('CL-03, CL-06: claims', () => {
  const seconds = Date.parse('2031-05-05T05:05:05Z') / 1000;
  test.each([
    ['nonce absent', { nonce: undefined }],
    ['nonce of another sign-in', { nonce: 'nonce-2' }],
    ['nonce that is no text', { nonce: 1 }],
    ['iss absent', { iss: undefined }],
    ['iss of another', { iss: 'https://evil.example' }],
    ['aud of another', { aud: 'other' }],
    ['aud absent', { aud: undefined }],
    ['several aud without azp', { aud: ['valetkey-at-idp', 'other'] }],
    ['several aud with the azp of another', { aud: ['valetkey-at-idp', 'other'], azp: 'other' }],
    ['azp of another', { azp: 'other' }],
    ['exp absent', { exp: undefined }],
    ['exp past the leeway', { exp: seconds - 61 }],
    ['exp that is text', { exp: String(seconds + 600) }],
    ['nbf in the future', { nbf: seconds + 61 }],
    ['iat absent', { iat: undefined }],
    ['iat in the future', { iat: seconds + 61 }],
    ['sub absent', { sub: undefined }],
    ['sub empty', { sub: '' }],
    ['sub that is a number', { sub: 42 }],
    ['at_hash of another token', { at_hash: 'x'.repeat(22) }],
  ])('CL-06: %s is refused, and userinfo is not asked', async (_name, claims) => {
    const { idp, signIn } = await setUp();
    idp.behave({ idToken: { claims } });
    expect((await failureOf(signIn())).code).toBe('idp_answer_invalid');
    expect(idp.requests('userinfo')).toHaveLength(0);
  });

  test.each([
    ['exp within the leeway', { exp: seconds - 59 }],
    ['nbf within the leeway', { nbf: seconds + 59 }],
    ['iat within the leeway', { iat: seconds + 59 }],
    ['several aud with our azp', { aud: ['valetkey-at-idp', 'other'], azp: 'valetkey-at-idp' }],
    ['a list of one aud', { aud: ['valetkey-at-idp'] }],
    ['no at_hash', { at_hash: undefined }],
  ])('CL-06: %s is accepted', async (_name, claims) => {
    const { idp, signIn } = await setUp();
    idp.behave({ idToken: { claims } });
    expect((await signIn()).subject).toBe('vera');
  });

  test('CL-06, T-D05: where max_age was asked for, an auth_time that is missing or too long ago is refused', async () => {
    const { idp, signIn } = await setUp();
    const aged = { start: { freshness: { forced: false, maxAge: 300 } } };
    expect(await signIn(aged)).toMatchObject({ subject: 'vera', authTime: seconds });
    expect(idp.requests('authorize').at(-1)?.params).toMatchObject({ max_age: '300', prompt: 'consent' });
    for (const auth_time of [undefined, seconds - 400, 'now', 0, -1, null, seconds * 1000, seconds + 61]) {
      idp.behave({ idToken: { claims: { auth_time } } });
      const failure = await failureOf(signIn(aged));
      expect([failure.code, failure.detail]).toEqual(['login_required', expect.stringContaining('auth_time')]);
    }
    idp.behave({ idToken: { claims: { auth_time: seconds - 350 } } });
    expect((await signIn(aged)).authTime).toBe(seconds - 350);
  });

  test('AS-18, T-D05: where the user was to sign in again, an auth_time from before is refused; one that is missing proves nothing', async () => {
    const { idp, signIn } = await setUp();
    const again = { start: { freshness: { forced: true } } };
    expect((await signIn(again)).authTime).toBe(seconds);
    // max_age has the IdP say auth_time, and is not 0, which would have some ask without end.
    expect(idp.requests('authorize').at(-1)?.params).toMatchObject({ max_age: '300', prompt: 'login consent' });
    idp.behave({ idToken: { claims: { auth_time: seconds - 100 } } });
    expect((await failureOf(signIn(again))).code).toBe('login_required');
    idp.behave({ idToken: { claims: { auth_time: undefined } } });
    expect((await signIn(again)).authTime).toBeUndefined();
    expect((await failureOf(signIn({ start: { freshness: { forced: true, maxAge: 0 } } }))).code).toBe(
      'login_required',
    );
  });

  test('CL-03: no ID token at all is refused', async () => {
    const { idp, signIn } = await setUp();
    idp.behave({ idToken: { omit: true } });
    expect((await failureOf(signIn())).detail).toBe('no ID token');
  });

  test.each(['a.b.c', 'not a token', ''])('CL-06: %j in place of a token is refused', async (id_token) => {
    const { idp, signIn } = await setUp();
    idp.behave({ tokenAnswer: { id_token } });
    expect((await failureOf(signIn())).code).toBe('idp_answer_invalid');
  });

  test('CL-24: the issuer of a tenant is what the provider makes of the claims, and undefined refuses', async () => {
    const { connectionWith, idp, signIn } = await setUp();
    idp.behave({ idToken: { claims: { iss: 'https://idp.example/t1', tid: 't1' } }, issParameter: false });
    const connection = connectionWith(
      {},
      { expectedIssuer: ({ tid }) => (tid === 't1' ? 'https://idp.example/t1' : undefined) },
    );
    expect((await signIn({ connection })).issuer).toBe('https://idp.example/t1');
    idp.behave({ idToken: { claims: { iss: 'https://idp.example/t1', tid: 't2' } } });
    expect((await failureOf(signIn({ connection }))).detail).toContain('not allowed');
    idp.behave({ idToken: { claims: { iss: 'https://idp.example/t2', tid: 't1' } } });
    expect((await failureOf(signIn({ connection }))).code).toBe('idp_answer_invalid');
  });
});

describe('CL-12: userinfo', () => {
  test.each([[{ sub: 'max' }], [{ sub: undefined }], [{ sub: 'VERA' }]])(
    'CL-12: %j beside an ID token of vera is refused',
    async (userinfo) => {
      const { idp, signIn } = await setUp();
      idp.behave({ userinfo });
      expect((await failureOf(signIn())).detail).toContain('sub differs');
    },
  );

  test('an OAuth 2.0 IdP is not believed for an ID token that nobody asked for', async () => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ tokenAnswer: { id_token: 'unchecked' } });
    const result = await signIn();
    expect(result.tokens).not.toHaveProperty('idToken');
    expect(result.raw).not.toHaveProperty('claims');
    expect(idp.requests('jwks')).toHaveLength(0);
  });
});
