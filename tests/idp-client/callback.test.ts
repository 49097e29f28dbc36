import { describe, expect, test } from 'vitest';
import { findIdpFailure, mapCallbackError, readCallback } from '../../src/idp-client/index.ts';
import { failureOf, setUp } from './set-up.ts';

describe('CL-04: the issuer of the authorization response', () => {
  test.each([
    ['missing though advertised', { iss: undefined }],
    ['another', { iss: 'https://evil.example' }],
    ['the right one with a slash more', { iss: 'slash' }],
  ])('CL-04: iss %s is refused before the token endpoint is called', async (_name, callback) => {
    const { idp, signIn } = await setUp();
    const iss = callback.iss === 'slash' ? `${idp.url}/` : callback.iss;
    expect((await failureOf(signIn({ callback: { iss } }))).code).toBe('idp_answer_invalid');
    expect(idp.requests('token')).toHaveLength(0);
  });

  test('CL-04: an iss that was not advertised is refused when it is wrong, and not missed when absent', async () => {
    const { idp, signIn } = await setUp();
    idp.behave({ issParameter: false });
    expect((await failureOf(signIn({ callback: { iss: 'https://evil.example' } }))).code).toBe('idp_answer_invalid');
    expect(idp.requests('token')).toHaveLength(0);
    expect((await signIn()).subject).toBe('vera');
  });

  test('CL-04: for an OAuth 2.0 IdP a wrong iss is refused as well', async () => {
    const { idp, signIn } = await setUp('oauth2');
    expect((await failureOf(signIn({ callback: { iss: 'https://evil.example' } }))).code).toBe('idp_answer_invalid');
    expect(idp.requests('token')).toHaveLength(0);
  });

  test('CL-04: where the issuer differs by tenant, iss is held against the ID token', async () => {
    const { connectionWith, idp, signIn } = await setUp();
    const connection = connectionWith({}, { expectedIssuer: () => idp.url });
    expect((await signIn({ connection })).issuer).toBe(idp.url);
    expect((await failureOf(signIn({ connection, callback: { iss: 'https://evil.example' } }))).detail).toContain(
      'iss differs',
    );
    expect((await failureOf(signIn({ connection, callback: { iss: undefined } }))).detail).toContain('iss is missing');
  });
});

test('CL-05: no parameter of the callback changes who is called', async () => {
  const { idp, signIn } = await setUp();
  const canary = await setUp();
  await signIn({
    callback: {
      token_endpoint: canary.idp.url,
      issuer: canary.idp.url,
      jwks_uri: canary.idp.url,
      redirect_uri: 'https://x',
    },
  });
  expect(canary.idp.log).toHaveLength(0);
  expect(Object.keys(idp.requests('token')[0]!.params).sort()).toEqual([
    'client_id',
    'client_secret',
    'code',
    'code_verifier',
    'grant_type',
    'redirect_uri',
  ]);
});

describe('CL-13: an error of the IdP becomes one of ours', () => {
  test.each([
    ['access_denied', 'idp_refused', 'access_denied'],
    ['login_required', 'login_required', 'login_required'],
    ['interaction_required', 'interaction_required', 'interaction_required'],
    ['consent_required', 'consent_required', 'consent_required'],
    ['temporarily_unavailable', 'temporarily_unavailable', 'temporarily_unavailable'],
    ['server_error', 'idp_unreachable', 'server_error'],
    ['invalid_scope', 'connection_misconfigured', 'server_error'],
    ['made_up', 'server_error', 'server_error'],
    ['toString', 'server_error', 'server_error'],
    ['<script>alert(1)</script>', 'server_error', 'server_error'],
  ])('CL-13: %s', (error, code, oauthError) => {
    expect(mapCallbackError(error)).toMatchObject({ code, oauthError });
  });

  test('CL-13: its words are never echoed, and reach the log short and clean', () => {
    const error = mapCallbackError(`<b>\nforged log line \r\n\u2028\u001b[31m${'x'.repeat(5000)}`);
    expect(JSON.stringify([error.message, error.description])).not.toMatch(/forged/);
    expect(error.detail!.length).toBeLessThan(300);
    expect(error.detail).not.toMatch(/[\p{Cc}\u2028]|forged/u);
    expect(findIdpFailure(mapCallbackError('access_denied'))).toEqual({ error: 'access_denied' });
  });
});

describe('CL-14: a callback has a code or an error', () => {
  test.each([
    [{}],
    [{ code: 'c', error: 'access_denied' }],
    [{ code: '' }],
    [{ code: '', error: '' }],
    [{ state: 's' }],
  ])('CL-14: %j is refused and nobody is called', async (callback) => {
    expect(() => readCallback(callback)).toThrow(expect.objectContaining({ code: 'idp_answer_invalid' }));
    const { client, connection, idp } = await setUp();
    const exchange = client.exchangeCode(connection, { callback, codeVerifier: 'v', nonce: 'n' });
    expect((await failureOf(exchange)).code).toBe('idp_answer_invalid');
    expect(idp.log).toHaveLength(0);
  });

  test('CL-14: an error alone is mapped', async () => {
    const { client, connection } = await setUp();
    const exchange = client.exchangeCode(connection, {
      callback: { error: 'access_denied' },
      codeVerifier: 'v',
      nonce: 'n',
    });
    expect((await failureOf(exchange)).code).toBe('idp_refused');
  });
});
