import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  type Broker,
  configure,
  createTestClock,
  createVerifier,
  databaseKinds,
  decodeClaims,
  getTokens,
  oidcConnection,
  other,
  postToken,
  redeem,
  signIn,
  startBroker,
  tenantFile,
  web,
  webCredentials,
} from '../../broker/index.ts';
import { startTestIdp, type TestIdp } from '../../idps/index.ts';

const clock = createTestClock();
let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  const vera = {
    sub: 'vera',
    email: 'vera@example.com',
    email_verified: true,
    name: 'Vera',
    locale: 'de',
    phone_number: '+41791234567',
  };
  idp = await startTestIdp({ clock, users: { vera, m2m: { sub: 'm2m@clients' } } });
  const tenant = tenantFile(oidcConnection('con1', idp));
  broker = await startBroker({ tenant, clock, database: databaseKinds.at(-1)! });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

describe('errors of authorization_code as auth0-wire 3.3 has them', () => {
  const badCode = { status: 403, body: { error: 'invalid_grant', error_description: 'Invalid authorization code' } };

  test('AS-12: unknown and twice used codes: 403 invalid_grant "Invalid authorization code"', async () => {
    expect(await redeem(broker, 'unknown')).toMatchObject(badCode);
    const { code } = await signIn(broker);
    const first = await redeem(broker, code!);
    expect(first.status).toBe(200);
    expect(await redeem(broker, code!)).toMatchObject(badCode);
    const headers = { authorization: `Bearer ${first.body.access_token}` };
    expect((await fetch(`${broker.url}/userinfo`, { headers })).status).toBe(401);
  });

  test('AS-13: a code of 60 seconds is too old', async () => {
    const { code } = await signIn(broker);
    clock.advance(60_000);
    expect(await redeem(broker, code!)).toMatchObject(badCode);
  });

  test('AS-14: another client or another redirect_uri spends the code and gets nothing', async () => {
    const foreign = { client_id: other.id, client_secret: other.secret };
    for (const wrong of [foreign, { redirect_uri: 'https://app.example.com/cb' }, { redirect_uri: '' }]) {
      const { code } = await signIn(broker);
      expect(await redeem(broker, code!, wrong)).toMatchObject(badCode);
      expect(await redeem(broker, code!)).toMatchObject(badCode);
    }
  });

  test('AS-11: a wrong or missing verifier: 403 invalid_grant "Failed to verify code verifier"', async () => {
    const { challenge } = createVerifier();
    for (const verifier of ['', 'short', 'x'.repeat(43), challenge, createVerifier().verifier]) {
      const { code } = await signIn(broker, { code_challenge: challenge, code_challenge_method: 'S256' });
      expect(await redeem(broker, code!, { code_verifier: verifier })).toMatchObject({
        status: 403,
        body: { error: 'invalid_grant', error_description: 'Failed to verify code verifier' },
      });
    }
  });

  test('a missing code: 400 Missing required parameter: code', async () => {
    const { status, body } = await postToken(broker, { grant_type: 'authorization_code', ...webCredentials });
    expect(status).toBe(400);
    expect(body).toEqual({ error: 'invalid_request', error_description: 'Missing required parameter: code' });
  });
});

describe('access tokens of users', () => {
  test('without an audience: opaque, 32 characters, a day', async () => {
    const tokens = await getTokens(broker);
    expect(tokens.access_token).toMatch(/^[\w-]{32}$/);
    expect(tokens).toMatchObject({ expires_in: 86_400, token_type: 'Bearer', scope: 'openid profile email' });
  });

  test('for an API: a JWT that a strict JOSE library takes for that API, with the claims of Auth0', async () => {
    const scope = 'openid read:things delete:things';
    const tokens = await getTokens(broker, { audience: api, scope });
    expect(tokens).toMatchObject({ expires_in: 3600, scope: 'openid read:things' });
    const keys = createRemoteJWKSet(new URL(`${broker.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(String(tokens.access_token), keys, {
      issuer: broker.issuer,
      audience: api,
      algorithms: ['RS256'],
      typ: 'JWT',
      currentDate: new Date(clock.now()),
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ']);
    const { iat, exp, jti, ...claims } = payload;
    expect(claims).toEqual({
      iss: broker.issuer,
      sub: 'oidc|con1|vera',
      aud: [api, `${broker.issuer}userinfo`],
      scope: 'openid read:things',
      azp: web.id,
    });
    expect(exp! - iat!).toBe(3600);
    expect(jti).toMatch(/^[\w-]{16}$/);
  });

  test('without openid the audience is text, and there is no ID token', async () => {
    const tokens = await getTokens(broker, { audience: api, scope: 'read:things' });
    expect(decodeClaims(tokens.access_token).aud).toBe(api);
    expect(tokens).not.toHaveProperty('id_token');
  });

  test('no token of a user says gty, and none carries an IdP token', async () => {
    const tokens = await getTokens(broker, { audience: api, scope: 'openid profile email read:things' });
    expect(decodeClaims(tokens.access_token)).not.toHaveProperty('gty');
    for (const jwt of [tokens.access_token, tokens.id_token]) {
      expect(JSON.stringify(decodeClaims(jwt))).not.toMatch(/"at_(?!hash)|"rt_|identities|access_token/);
    }
  });
});

describe('AS-19: ID tokens', () => {
  test('exactly the claims of the scopes, and the protocol claims', async () => {
    const tokens = await getTokens(broker, { nonce: 'n+/=ü', scope: 'openid profile email phone' });
    const { iat, exp, sid, updated_at, auth_time, ...claims } = decodeClaims(tokens.id_token);
    expect(claims).toEqual({
      iss: broker.issuer,
      aud: web.id,
      sub: 'oidc|con1|vera',
      nonce: 'n+/=ü',
      at_hash: createHash('sha256').update(String(tokens.access_token)).digest().subarray(0, 16).toString('base64url'),
      name: 'Vera',
      nickname: 'vera',
      locale: 'de',
      email: 'vera@example.com',
      email_verified: true,
      phone_number: '+41791234567',
      phone_number_verified: false,
    });
    expect(Number(exp) - Number(iat)).toBe(36_000);
    expect(Number(iat) - Number(auth_time)).toBeGreaterThanOrEqual(0);
    expect(sid).toMatch(/^[\w-]{32}$/);
    expect(updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(decodeProtectedHeader(String(tokens.id_token))).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  });

  test('with openid alone it says nothing of the user but sub', async () => {
    const claims = decodeClaims((await getTokens(broker, { scope: 'openid' })).id_token);
    expect(Object.keys(claims).sort()).toEqual(['at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'sid', 'sub']);
  });

  test('its lifetime is that of the client', async () => {
    const client = { name: 'web', client_id: web.id, jwt_configuration: { lifetime_in_seconds: 120, alg: 'RS256' } };
    await configure(broker.app, JSON.stringify({ clients: [client] }));
    const { iat, exp } = decodeClaims((await getTokens(broker)).id_token);
    expect(Number(exp) - Number(iat)).toBe(120);
  });
});

describe('AS-47: userinfo', () => {
  async function ask(init: RequestInit = {}, path = '/userinfo') {
    const response = await fetch(`${broker.url}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  const bearer = (token: unknown) => ({ headers: { authorization: `Bearer ${token}` } });

  test('GET and POST answer by scope, with the sub of the ID token and no IdP token', async () => {
    const tokens = await getTokens(broker, { scope: 'openid email' });
    for (const method of ['GET', 'POST']) {
      const { status, text } = await ask({ method, ...bearer(tokens.access_token) });
      expect(status).toBe(200);
      expect(JSON.parse(text)).toEqual({
        sub: decodeClaims(tokens.id_token).sub,
        email: 'vera@example.com',
        email_verified: true,
      });
    }
  });

  test('a JWT for an API opens it too, when openid was granted', async () => {
    const tokens = await getTokens(broker, { audience: api, scope: 'openid profile' });
    const { status, text } = await ask(bearer(tokens.access_token));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ sub: 'oidc|con1|vera', name: 'Vera' });
  });

  test('without openid: 403 insufficient_scope', async () => {
    const tokens = await getTokens(broker, { audience: api, scope: 'read:things' });
    const { status, text, headers } = await ask(bearer(tokens.access_token));
    expect(status).toBe(403);
    expect(JSON.parse(text).error).toBe('insufficient_scope');
    expect(headers.get('www-authenticate')).toContain('scope="openid"');
  });

  test('unknown, altered, expired and foreign tokens: 401, plain text "Unauthorized", invalid_token in the challenge', async () => {
    const tokens = await getTokens(broker, { audience: api, scope: 'openid' });
    const token = String(tokens.access_token);
    const machine = tokens.id_token;
    for (const wrong of ['x', `${token}x`, token.slice(0, -1), machine, 'null', 'a.b.c']) {
      const { status, text, headers } = await ask(bearer(wrong));
      expect(status).toBe(401);
      expect(text).toBe('Unauthorized');
      expect(headers.get('content-type')).toContain('text/plain');
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
    clock.advance(3600_000);
    expect((await ask(bearer(token))).status).toBe(401);
  });

  test('RS-01: without credentials: 401 and a challenge without error', async () => {
    const { status, headers } = await ask();
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('RS-06: a token in query or form is not looked at', async () => {
    const { access_token } = await getTokens(broker);
    expect((await ask({}, `/userinfo?access_token=${access_token}`)).status).toBe(401);
    const body = new URLSearchParams({ access_token: String(access_token) });
    expect((await ask({ method: 'POST', body })).status).toBe(401);
  });

  test.each(['Bearer', 'Bearer  ', 'Bearer a b', 'Bearer Bearer a', 'Basic YTpi', 'a', 'Bearer é', 'Bearer "a"'])(
    'RS-02: the header "%s" is malformed: 400 or 401, never 500',
    async (authorization) => {
      const { status } = await ask({ headers: { authorization } });
      expect([400, 401]).toContain(status);
    },
  );

  test('the tokens of a blocked user are dead', async () => {
    const tokens = await getTokens(broker, { login_hint: 'soon-blocked' });
    const { db } = broker.app.tenant.store;
    const { sub } = decodeClaims(tokens.id_token);
    await db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', String(sub)).execute();
    expect((await ask(bearer(tokens.access_token))).status).toBe(401);
  });
});

describe('AS-51: no user can pass for a machine', () => {
  test('an account whose user_id would end in @clients cannot sign in, and the database would refuse it', async () => {
    const { code, error } = await signIn(broker, { login_hint: 'm2m' });
    expect(code).toBeUndefined();
    expect(error).toBe('server_error');
    const row = { user_id: 'm2m@clients', profile: '{}', created_at: 1, updated_at: 1, logins_count: 0 };
    await expect(
      broker.app.tenant.store.db
        .insertInto('users')
        .values(row as never)
        .execute(),
    ).rejects.toThrow();
  });
});
