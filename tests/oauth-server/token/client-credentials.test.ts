import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  api,
  type Broker,
  configure,
  decodeClaims,
  m2m,
  other,
  postToken,
  startBroker,
  tenantFile,
} from '../../broker/index.ts';

let broker: Broker;
let audience: string;

beforeAll(async () => {
  broker = await startBroker({ tenant: tenantFile('[]') });
  audience = `${broker.issuer}api/v2/`;
  const grant = { client_id: 'm2m', audience: api, scope: ['read:things', 'write:things'] };
  const silent = { name: 'Silent API', identifier: 'https://silent.example', token_lifetime: 60 };
  await configure(
    broker.app,
    JSON.stringify({
      resourceServers: [silent],
      clientGrants: [grant, { client_id: 'm2m', audience: 'https://silent.example', scope: [] }],
    }),
  );
});
afterAll(() => broker.close());

function ask(more: Record<string, string> = {}): Promise<Answer> {
  const { id: client_id, secret: client_secret } = m2m;
  return postToken(broker, { grant_type: 'client_credentials', client_id, client_secret, audience, ...more });
}

test('the answer has exactly the members of Auth0, expires_in is a number and token_type Bearer', async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    scope: 'read:users read:user_idp_tokens read:clients',
    expires_in: 86_400,
    token_type: 'Bearer',
  });
});

test('a machine token has exactly the claims and header of Auth0: gty, azp, sub @clients, aud with its slash; and what it ends by', async () => {
  const { body } = await ask();
  const { kid, ...header } = decodeProtectedHeader(String(body.access_token));
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT' });
  expect(kid).toMatch(/^[\w-]{21}$/);
  const claims = decodeClaims(body.access_token);
  const { iat, exp, jti, token_generation, ...rest } = claims;
  // Not in Auth0: what a Management API token can be ended by.
  expect(token_generation).toEqual(expect.any(Number));
  expect(jti).toMatch(/^[\w-]{16}$/);
  expect(rest).toEqual({
    iss: broker.issuer,
    sub: `${m2m.id}@clients`,
    aud: `${broker.issuer}api/v2/`,
    scope: 'read:users read:user_idp_tokens read:clients',
    gty: 'client-credentials',
    azp: m2m.id,
  });
  expect(broker.issuer.endsWith('/')).toBe(true);
  expect(Number(exp) - Number(iat)).toBe(86_400);
  expect(Math.abs(Number(iat) - broker.clock.now() / 1000)).toBeLessThan(5);
});

test('a token for an API verifies with a strict JOSE library against our JWKS, for this API alone', async () => {
  const { body } = await ask({ audience: api });
  const keys = createRemoteJWKSet(new URL(`${broker.url}/.well-known/jwks.json`));
  const token = String(body.access_token);
  const { payload } = await jwtVerify(token, keys, { issuer: broker.issuer, audience: api, algorithms: ['RS256'] });
  expect(payload.scope).toBe('read:things write:things');
  expect(payload).not.toHaveProperty('jti');
  await expect(jwtVerify(token, keys, { audience })).rejects.toThrow('aud');
});

test('the lifetime is that of the API, and a change of it is in force at once', async () => {
  expect((await ask({ audience: api })).body.expires_in).toBe(3600);
  const file = (token_lifetime: number) =>
    JSON.stringify({ resourceServers: [{ identifier: 'https://tenant.auth0.com/api/v2/', token_lifetime }] });
  await configure(broker.app, file(600));
  const { body } = await ask();
  expect(body.expires_in).toBe(600);
  const { iat, exp } = decodeClaims(body.access_token);
  expect(Number(exp) - Number(iat)).toBe(600);
  await configure(broker.app, file(86_400));
});

test('scope narrows the token, in answer and claim, in the order and without the repetitions of the request', async () => {
  const { body } = await ask({ scope: 'read:clients  read:users read:clients' });
  expect(body.scope).toBe('read:clients read:users');
  expect(decodeClaims(body.access_token).scope).toBe('read:clients read:users');
});

test('without any granted scope the answer and the token name no scope', async () => {
  const { status, body } = await ask({ audience: 'https://silent.example' });
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('scope');
  expect(decodeClaims(body.access_token)).not.toHaveProperty('scope');
});

test.each([
  'delete:users',
  'read:users delete:users',
  'READ:USERS',
  'read:users,read:clients',
  'openid',
  'offline_access',
])('AS-35, RS-09: the scope "%s" is not widened: 403 access_denied that names it', async (scope) => {
  const { status, body } = await ask({ scope });
  const refused = scope.replace('read:users ', '');
  expect(status).toBe(403);
  expect(body).toEqual({
    error: 'access_denied',
    error_description: `Client has not been granted scopes: ${refused}`,
  });
});

test('AS-35: an audience without a client grant: 403 with the text about the client-grant', async () => {
  const { status, body } = await ask({ client_id: other.id, client_secret: other.secret });
  expect(status).toBe(403);
  expect(body).toEqual({
    error: 'access_denied',
    error_description: `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
  });
});

test('AS-35: an unknown audience, or one that differs by its slash: 403 Service not enabled within domain', async () => {
  for (const unknown of ['https://nobody.example/', audience.slice(0, -1), api.slice(0, -1), api.toUpperCase()]) {
    const { status, body } = await ask({ audience: unknown });
    expect(status).toBe(403);
    expect(body).toEqual({
      error: 'access_denied',
      error_description: `Service not enabled within domain: ${unknown}`,
    });
  }
});

test('no audience: 403 Non-global clients; with a default audience of the tenant it is taken', async () => {
  expect(await ask({ audience: '' })).toMatchObject({
    status: 403,
    body: { error: 'access_denied', error_description: 'Non-global clients are not allowed access to APIv1' },
  });
  await configure(broker.app, JSON.stringify({ tenant: { default_audience: api } }));
  const { body } = await ask({ audience: '' });
  expect(decodeClaims(body.access_token).aud).toBe(api);
  await configure(broker.app, JSON.stringify({ tenant: { default_audience: '' } }));
});

test('an audience of 100,000 characters is not sent back whole', async () => {
  const { status, body } = await ask({ audience: 'a'.repeat(100_000) });
  expect(status).toBe(403);
  expect(JSON.stringify(body).length).toBeLessThan(1000);
});

test('a scope that the API no longer has is not in new tokens', async () => {
  const scopesOf = async () => (await ask({ audience: api })).body.scope;
  const file = (...names: string[]) =>
    JSON.stringify({ resourceServers: [{ identifier: api, scopes: names.map((value) => ({ value })) }] });
  await configure(broker.app, file('read:things'));
  expect(await scopesOf()).toBe('read:things');
  await configure(broker.app, file('read:things', 'write:things'));
  expect(await scopesOf()).toBe('read:things write:things');
});
