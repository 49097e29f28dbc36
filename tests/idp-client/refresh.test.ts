import { exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/index.ts';
import { findIdpFailure, isGrantGone } from '../../src/idp-client/index.ts';
import type { Fault } from '../idps/index.ts';
import { failureOf, setUp } from './set-up.ts';

describe('refresh', () => {
  test('CL-15: an answer without a refresh token leaves the old one in use', async () => {
    const { client, connection, idp, signIn } = await setUp();
    const { tokens } = await signIn();
    const fresh = await client.refreshTokens(connection, new Secret(tokens.refreshToken!));
    expect(fresh).not.toHaveProperty('refreshToken');
    // It came, but it would have to be validated first.
    expect(fresh).not.toHaveProperty('idToken');
    expect(fresh.accessToken).not.toBe(tokens.accessToken);
    expect((await client.refreshTokens(connection, new Secret(tokens.refreshToken!))).accessToken).toBeTypeOf('string');
    expect(idp.requests('jwks')).toHaveLength(1);
  });

  test('CL-15: a rotated refresh token comes along, and the used one is gone', async () => {
    const { client, connection, idp, signIn } = await setUp();
    idp.behave({ rotate: true });
    const { tokens } = await signIn();
    const fresh = await client.refreshTokens(connection, new Secret(tokens.refreshToken!));
    expect(fresh.refreshToken).toBeTypeOf('string');
    expect(fresh.refreshToken).not.toBe(tokens.refreshToken);
    expect(isGrantGone(await failureOf(client.refreshTokens(connection, new Secret(tokens.refreshToken!))))).toBe(true);
  });

  test('narrower scopes can be asked for', async () => {
    const { client, connection, idp, signIn } = await setUp();
    const { tokens } = await signIn();
    await client.refreshTokens(connection, new Secret(tokens.refreshToken!), { scopes: ['openid', 'email'] });
    expect(idp.requests('token')[1]?.params).toMatchObject({ grant_type: 'refresh_token', scope: 'openid email' });
    await client.refreshTokens(connection, new Secret(tokens.refreshToken!));
    expect(idp.requests('token')[2]?.params).not.toHaveProperty('scope');
  });

  test.each<[string, Fault, string, boolean]>([
    ['invalid_grant', { kind: 'error', error: 'invalid_grant' }, 'idp_refused', true],
    ['invalid_client', { kind: 'error', error: 'invalid_client', status: 401 }, 'idp_refused', false],
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '30' } }, 'idp_unreachable', false],
    [
      'invalid_grant from a failing server',
      { kind: 'error', error: 'invalid_grant', status: 503 },
      'idp_unreachable',
      false,
    ],
    ['500', { kind: 'answer', status: 500 }, 'idp_unreachable', false],
    ['reset', { kind: 'reset' }, 'idp_unreachable', false],
    ['silence', { kind: 'hang' }, 'idp_unreachable', false],
    ['HTML', { kind: 'html' }, 'idp_answer_invalid', false],
  ])('CL-16: %s tells whether the grant is gone or to try later', async (_name, fault, code, gone) => {
    const { client, connection, idp } = await setUp('oauth2');
    idp.behave({ faults: { token: fault } });
    const error = await failureOf(client.refreshTokens(connection, new Secret('rt-marker')));
    expect([error.code, isGrantGone(error)]).toEqual([code, gone]);
    expect(idp.requests('token')).toHaveLength(1);
    expect(JSON.stringify([error.message, error.detail])).not.toContain('rt-marker');
    if (fault.kind === 'answer' && fault.status === 429) expect(findIdpFailure(error)?.retryAfter).toBe(30);
  });
});

describe('CL-17: revocation (RFC 7009)', () => {
  const unknown = { token: new Secret('rt'), kind: 'refresh_token', subject: 'vera' } as const;

  test('CL-17: the token is taken back at the IdP', async () => {
    const { client, connection, idp, signIn } = await setUp();
    const { tokens } = await signIn();
    const input = { token: new Secret(tokens.refreshToken!), kind: 'refresh_token', subject: 'vera' } as const;
    expect(await client.revokeGrant(connection, input)).toBe('revoked');
    expect(idp.requests('revoke')[0]?.params).toMatchObject({
      token: tokens.refreshToken,
      token_type_hint: 'refresh_token',
    });
    expect(isGrantGone(await failureOf(client.refreshTokens(connection, new Secret(tokens.refreshToken!))))).toBe(true);
  });

  test('CL-17: an IdP without such an endpoint is said to be one', async () => {
    const { client, connection, idp } = await setUp();
    idp.behave({ metadata: { revocation_endpoint: undefined } });
    expect(await client.revokeGrant(connection, unknown)).toBe('not_supported');
  });

  test.each([
    ['invalid_token', 'unknown_token'],
    ['invalid_grant', 'unknown_token'],
    ['unsupported_token_type', 'not_supported'],
  ] as const)('CL-17: an answer of %s is the end of it', async (error, outcome) => {
    const { client, connection, idp } = await setUp();
    idp.behave({ faults: { revoke: { kind: 'error', error, status: 400 } } });
    expect(await client.revokeGrant(connection, unknown)).toBe(outcome);
  });

  test.each<[Fault, string]>([
    [{ kind: 'answer', status: 503 }, 'idp_unreachable'],
    [{ kind: 'error', error: 'invalid_token', status: 503 }, 'idp_unreachable'],
    [{ kind: 'answer', status: 429, headers: { 'retry-after': '30' } }, 'idp_unreachable'],
    [{ kind: 'error', error: 'invalid_client', status: 401 }, 'idp_refused'],
    [{ kind: 'reset' }, 'idp_unreachable'],
    [{ kind: 'answer', status: 404, type: 'text/html', body: 'x' }, 'idp_refused'],
  ])('CL-17: %j', async (fault, code) => {
    const { client, connection, idp } = await setUp();
    idp.behave({ faults: { revoke: fault } });
    expect((await failureOf(client.revokeGrant(connection, unknown))).code).toBe(code);
  });
});

describe('CL-18: client assertions', () => {
  test.each(['RS256', 'ES256'])(
    'CL-18: an assertion with %s names the issuer alone, lives 60 seconds and is never used twice',
    async (alg) => {
      const pair = await generateKeyPair(alg, { extractable: true });
      const { connectionWith, idp, now, signIn } = await setUp();
      const key = { ...(await exportJWK(pair.privateKey)), kid: 'k1', alg };
      const options = { token_endpoint_auth_method: 'private_key_jwt', client_secret: undefined };
      await signIn({ connection: connectionWith({ ...options, client_assertion_key: key }) });
      await signIn({ connection: connectionWith({ ...options, client_assertion_key: JSON.stringify(key) }) });

      const ids = new Set<unknown>();
      for (const { params } of idp.requests('token')) {
        expect(params.client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        expect(params).not.toHaveProperty('client_secret');
        const verified = await jwtVerify(params.client_assertion!, pair.publicKey, { currentDate: new Date(now()) });
        expect(verified.protectedHeader).toMatchObject({ alg, kid: 'k1' });
        expect(verified.payload).toMatchObject({ aud: idp.url, iss: idp.clientId, sub: idp.clientId });
        expect(verified.payload.exp! - Math.floor(now() / 1000)).toBeLessThanOrEqual(60);
        ids.add(verified.payload.jti);
      }
      expect(ids.size).toBe(2);
    },
  );

  test.each([[undefined], ['not JSON marker'], [{ kty: 'oct', k: 'bWFya2Vy' }]])(
    'CL-18: %j is no key, and is not told',
    async (key) => {
      const { connectionWith, signIn } = await setUp();
      const connection = connectionWith({ token_endpoint_auth_method: 'private_key_jwt', client_assertion_key: key });
      const error = await failureOf(signIn({ connection }));
      expect(error.code).toBe('connection_misconfigured');
      expect(JSON.stringify([error.message, error.detail])).not.toMatch(/marker|bWFya2Vy/);
    },
  );
});
