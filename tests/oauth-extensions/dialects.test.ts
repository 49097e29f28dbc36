import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  configure,
  createBrowser,
  decodeClaims,
  getTokens,
  m2m,
  postToken,
  signIn,
  spa,
  web,
} from '../broker/index.ts';
import { esApi, machineForm, type Place, profileApi, psApi, startPlace } from './set-up.ts';

let place: Place;

beforeAll(async () => {
  place = await startPlace();
});
afterAll(() => place.close());

const machineToken = async (audience: string) =>
  String((await postToken(place.broker, machineForm(audience))).body.access_token);
const readKeys = async () => {
  const response = await fetch(`${place.broker.url}/.well-known/jwks.json`);
  return ((await response.json()) as { keys: Record<string, string>[] }).keys;
};
const verify = async (token: unknown, audience: string, algorithm: string, typ?: string) =>
  jwtVerify(String(token), createRemoteJWKSet(new URL(`${place.broker.url}/.well-known/jwks.json`)), {
    issuer: place.broker.issuer,
    audience,
    algorithms: [algorithm],
    currentDate: new Date(place.broker.clock.now()),
    ...(typ !== undefined && { typ }),
  });

describe('dialects of access tokens', () => {
  test('AS-34: RFC 9068: typ at+jwt, client_id and jti, for a machine', async () => {
    const token = await machineToken(profileApi);
    const { payload } = await verify(token, profileApi, 'RS256', 'at+jwt');
    expect(payload).toEqual({
      iss: place.broker.issuer,
      sub: `${m2m.id}@clients`,
      aud: profileApi,
      iat: expect.any(Number),
      exp: expect.any(Number),
      scope: 'read:all',
      client_id: m2m.id,
      jti: expect.any(String),
    });
  });

  test('AS-34: RFC 9068 for a user; the token opens /userinfo all the same', async () => {
    const { access_token } = await getTokens(place.broker, { audience: profileApi, scope: 'openid read:all' });
    const { payload } = await verify(access_token, profileApi, 'RS256', 'at+jwt');
    expect(payload).toMatchObject({ client_id: web.id, scope: 'openid read:all', jti: expect.any(String) });
    expect(payload).not.toHaveProperty('azp');
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(`${place.broker.url}/userinfo`, { headers })).status).toBe(200);
  });

  test('the _authz dialects carry permissions: what a machine was granted, none for a user', async () => {
    const es = decodeClaims(await machineToken(esApi));
    expect(es).toMatchObject({ permissions: ['read:all'], client_id: m2m.id });
    expect(decodeProtectedHeader(await machineToken(esApi)).typ).toBe('at+jwt');
    const ps = decodeClaims(await machineToken(psApi));
    expect(ps).toMatchObject({ permissions: ['read:all'], azp: m2m.id, gty: 'client-credentials' });
    const { access_token } = await getTokens(place.broker, { audience: psApi, scope: 'openid read:all' });
    expect(decodeClaims(access_token).permissions).toEqual([]);
  });

  test('an access token of RFC 9068 is no id_token_hint', async () => {
    const browser = createBrowser();
    const { access_token } = await getTokens(place.broker, { audience: profileApi, scope: 'read:all' }, browser);
    const url = `${place.broker.url}/oidc/logout?id_token_hint=${access_token}`;
    expect((await browser.get(url)).status).toBe(400);
    expect(await signIn(place.broker, { prompt: 'none' }, browser)).toHaveProperty('code');
  });
});

describe('algorithms', () => {
  test('every algorithm has keys of its own, current and next, from the first token on and not before', async () => {
    const text = JSON.stringify({ clients: [{ name: 'spa', client_id: spa.id, jwt_configuration: { alg: 'RS512' } }] });
    await configure(place.broker.app, text);
    await machineToken(esApi);
    await machineToken(psApi);
    const count = Map.groupBy(await readKeys(), ({ alg }) => alg);
    expect(Object.fromEntries([...count].map(([alg, keys]) => [alg, keys.length]))).toEqual({
      RS256: 2,
      ES256: 2,
      PS256: 2,
    });
    for (const key of await readKeys()) expect(Object.keys(key)).not.toContain('d');
  });

  test.each([
    [esApi, 'ES256'],
    [psApi, 'PS256'],
    [api, 'RS256'],
  ])('tokens for %s are signed with %s', async (audience, algorithm) => {
    const { access_token } = await getTokens(place.broker, { audience, scope: 'openid' });
    await verify(access_token, audience, algorithm);
  });

  test.each(['PS256', 'ES256', 'RS512'])('ID tokens of a client are signed with its %s, and are hints', async (alg) => {
    await configure(
      place.broker.app,
      JSON.stringify({ clients: [{ name: 'web', client_id: web.id, jwt_configuration: { alg } }] }),
    );
    const browser = createBrowser();
    const { id_token, access_token } = await getTokens(place.broker, {}, browser);
    const { payload } = await verify(id_token, web.id, alg);
    const { createHash } = await import('node:crypto');
    const digest = createHash(alg === 'RS512' ? 'sha512' : 'sha256')
      .update(String(access_token))
      .digest();
    expect(payload.at_hash).toBe(digest.subarray(0, digest.length / 2).toString('base64url'));
    const end = `${place.broker.url}/oidc/logout?id_token_hint=${id_token}`;
    expect((await browser.get(end)).status).toBeLessThan(400);
  });

  test('AS-53: what says HS256 or none with a key of ours is refused, and so is the wrong algorithm for a key', async () => {
    const token = await machineToken(`${place.broker.issuer}api/v2/`);
    const [, claims, signature] = token.split('.');
    const { kid } = decodeProtectedHeader(token);
    const others = (await readKeys()).filter((key) => key.alg !== 'RS256').map((key) => key.kid);
    const heads = [
      { alg: 'HS256', kid },
      { alg: 'none', kid },
      { alg: 'PS256', kid },
      { alg: 'RS256', kid: '../../etc/passwd' },
      { alg: 'RS256' },
      ...others.map((other) => ({ alg: 'RS256', kid: other })),
    ];
    for (const head of heads) {
      const forged = `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${claims}.${signature}`;
      const headers = { authorization: `Bearer ${forged}` };
      expect((await fetch(`${place.broker.url}/api/v2/users`, { headers })).status, JSON.stringify(head)).toBe(401);
    }
  });
});

describe('resource beside audience (RFC 8707)', () => {
  const setProfile = (value: string) =>
    configure(place.broker.app, JSON.stringify({ tenant: { resource_parameter_profile: value } }));
  const { audience: _, ...form } = machineForm('');

  test('it is not read unless the tenant says so, as in Auth0', async () => {
    const { status, body } = await postToken(place.broker, { ...form, resource: profileApi });
    expect({ status, error: body.error }).toEqual({ status: 403, error: 'access_denied' });
  });

  test('AS-35: with the compatibility profile it names the API; audience goes before; unknown is invalid_target', async () => {
    await setProfile('compatibility');
    const asked = await postToken(place.broker, { ...form, resource: profileApi });
    expect(decodeClaims(asked.body.access_token).aud).toBe(profileApi);
    const both = await postToken(place.broker, { ...machineForm(psApi), resource: profileApi });
    expect(decodeClaims(both.body.access_token).aud).toBe(psApi);
    const unknown = await postToken(place.broker, { ...form, resource: 'https://nowhere.example/' });
    expect(unknown).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    const user = await getTokens(place.broker, { resource: profileApi, scope: 'openid read:all' });
    expect(decodeClaims(user.access_token).aud).toEqual([profileApi, `${place.broker.issuer}userinfo`]);
    const refused = await signIn(place.broker, { resource: 'https://nowhere.example/' });
    expect(refused.error).toBe('invalid_target');
  });

  test('AS-35: two resources make no token; a code gives none for another than it was for', async () => {
    const twice = new URLSearchParams({ ...form, resource: profileApi });
    twice.append('resource', psApi);
    const response = await fetch(`${place.broker.url}/oauth/token`, { method: 'POST', body: twice });
    expect(response.status).toBe(400);
    const { code = '' } = await signIn(place.broker, { resource: profileApi });
    const redemption = { grant_type: 'authorization_code', client_id: web.id, client_secret: web.secret, code };
    const other = await postToken(place.broker, { ...redemption, redirect_uri: web.callback, resource: psApi });
    expect(other).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    await setProfile('audience');
  });
});
