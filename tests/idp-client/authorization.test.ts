import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Freshness } from '../../src/idp-client/index.ts';
import { authorization, callbackUrl, failureOf, setUp } from './set-up.ts';

function parametersOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

describe('the authorization request', () => {
  test('CL-02, CL-03: it carries S256, nonce and state, and the verifier goes to the token endpoint once', async () => {
    const { client, connection, idp, signIn } = await setUp();
    const { url, requestedScopes } = await client.startAuthorization(connection, authorization);
    expect(parametersOf(url)).toEqual({
      response_type: 'code',
      client_id: idp.clientId,
      redirect_uri: callbackUrl,
      state: 'state-1',
      nonce: 'nonce-1',
      scope: 'openid profile email offline_access',
      prompt: 'consent',
      code_challenge: createHash('sha256').update(authorization.codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(requestedScopes).toEqual(['openid', 'profile', 'email', 'offline_access']);
    await signIn();
    expect(idp.requests('token').map((request) => request.params.code_verifier)).toEqual([authorization.codeVerifier]);
  });

  test.each([[{ pkce_enabled: false }], [{ connection_settings: { pkce: 'disabled' } }]])(
    'CL-02: a connection that says so does without PKCE: %j',
    async (options) => {
      const { client, connectionWith, idp, signIn } = await setUp();
      const connection = connectionWith(options);
      const { url } = await client.startAuthorization(connection, authorization);
      expect(Object.keys(parametersOf(url)).filter((name) => name.startsWith('code_challenge'))).toEqual([]);
      await signIn({ connection });
      expect(idp.requests('token')[0]?.params).not.toHaveProperty('code_verifier');
    },
  );

  test('CL-03: an OAuth 2.0 IdP gets no nonce', async () => {
    const { client, connection } = await setUp('oauth2');
    const { url } = await client.startAuthorization(connection, authorization);
    expect(parametersOf(url)).not.toHaveProperty('nonce');
  });

  test('CL-19: neither the application nor the settings set a parameter of ours', async () => {
    const { client, connection, connectionWith } = await setUp();
    const names = [
      'state',
      'client_id',
      'redirect_uri',
      'response_type',
      'response_mode',
      'code_challenge',
      'nonce',
      'scope',
    ];
    const all = [...names, 'code_challenge_method', 'request', 'request_uri'];
    const evil = Object.fromEntries(all.map((name) => [name, 'evil']));
    const hostile = connectionWith({
      authParams: evil,
      authParamsMap: Object.fromEntries(all.map((name) => [name, name])),
      upstream_params: Object.fromEntries(all.map((name) => [name, { value: 'evil' }])),
    });
    const honest = await client.startAuthorization(connection, authorization);
    expect((await client.startAuthorization(connection, { ...authorization, parameters: evil })).url).toBe(honest.url);
    expect((await client.startAuthorization(hostile, { ...authorization, parameters: evil })).url).toBe(honest.url);
  });

  test('what the application may say reaches the IdP: scopes, hint, prompt, age, language, mapped parameters', async () => {
    const { client, connectionWith } = await setUp();
    const connection = connectionWith({ upstream_params: { tone: { alias: 'display' } } });
    const { url } = await client.startAuthorization(connection, {
      ...authorization,
      connectionScope: 'files,mail',
      loginHint: 'vera',
      prompt: 'select_account',
      freshness: { forced: true, maxAge: 60 },
      uiLocales: 'de',
      parameters: { display: 'popup' },
    });
    expect(parametersOf(url)).toMatchObject({
      scope: 'openid profile email files mail offline_access',
      login_hint: 'vera',
      prompt: 'select_account login consent',
      max_age: '60',
      ui_locales: 'de',
      tone: 'popup',
    });
    const silent = await client.startAuthorization(connection, { ...authorization, prompt: 'none' });
    expect(parametersOf(silent.url).prompt).toBe('none');
  });

  test.each([
    ['oidc', { prompt: 'login consent', max_age: '0' }],
    ['waad', { prompt: 'login' }],
    ['google-oauth2', { prompt: 'select_account consent' }],
    ['github', { prompt: 'select_account' }],
    ['facebook', { auth_type: 'reauthenticate' }],
    ['oauth2', {}],
    ['bitbucket', {}],
  ])('AS-18: a fresh sign-in is demanded of %s in the words that it knows', async (strategy, words) => {
    const { client, connection } = await setUp(strategy);
    const asked = async (freshness: Freshness | undefined) => {
      const start = { ...authorization, ...(freshness && { freshness }) };
      const all = parametersOf((await client.startAuthorization(connection, start)).url);
      return Object.fromEntries(
        ['prompt', 'max_age', 'auth_type'].flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
      );
    };
    expect(await asked({ forced: true, maxAge: 0 })).toEqual(words);
    const proves = strategy === 'oidc';
    expect(await asked({ forced: false, maxAge: 60 })).toEqual(proves ? { prompt: 'consent', max_age: '60' } : words);
    const usual = strategy === 'oidc' || strategy === 'google-oauth2' ? { prompt: 'consent' } : {};
    expect(await asked(undefined)).toEqual(usual);
  });

  test('the query of the endpoint is kept', async () => {
    const { client, connectionWith, idp } = await setUp('oauth2');
    const endpoints = { ...idp.endpoints, authorization_endpoint: `${idp.url}/authorize?policy=b2c&state=fixed` };
    const { url } = await client.startAuthorization(connectionWith({ endpoints }), authorization);
    expect(parametersOf(url)).toMatchObject({ policy: 'b2c', state: 'state-1' });
  });

  test.each(['javascript:alert(1)', 'http://idp.example/authorize', 'https://169.254.169.254/'])(
    'T-H01: the browser is not sent to %s',
    async (endpoint) => {
      const { client, connectionWith, idp } = await setUp('oauth2');
      const connection = connectionWith({ endpoints: { ...idp.endpoints, authorization_endpoint: endpoint } });
      expect((await failureOf(client.startAuthorization(connection, authorization))).code).toBe('egress_refused');
    },
  );
});
