import { describe, expect, test } from 'vitest';
import {
  type ConnectionOptions,
  checkOptions,
  findProvider,
  type Provider,
  providers,
  secretOptions,
} from '../../src/providers/index.ts';

const client = { client_id: 'c', client_secret: 'very-secret' };
const check = (strategy: string, options: ConnectionOptions, rules = {}) =>
  checkOptions(findProvider(strategy) as Provider, { ...client, ...options }, rules);

test.each([...providers.values()].map((provider) => [provider.strategy, provider] as const))(
  '%s: its worked examples have no problem',
  (_, provider) => {
    for (const { options } of provider.examples) expect(checkOptions(provider, { ...client, ...options })).toEqual([]);
  },
);

describe('problems are named', () => {
  test('missing client, secret, tenant', () => {
    expect(checkOptions(findProvider('github') as Provider, {})).toEqual([
      'options.client_id is required',
      'options.client_secret is required',
    ]);
    expect(check('github', { client_secret: undefined, token_endpoint_auth_method: 'none' })).toEqual([]);
    expect(check('waad', {})).toEqual(['options needs tenant_domain or tenantId, or useCommonEndpoint: true']);
    expect(check('sharepoint', { realm: 'r' })).toContain('options.tenant is required');
  });

  test.each<[string, ConnectionOptions, string]>([
    ['github', { repo: 'yes' }, 'options.repo must be true or false'],
    ['github', { scope: [1] }, 'options.scope must be text or a list of text'],
    ['github', { freeform_scopes: 'a' }, 'options.freeform_scopes must be a list of text'],
    ['github', { token_endpoint_auth_method: 'private_key_jwt' }, 'options.client_assertion_key is required'],
    ['oidc', { issuer: 'https://i.example', scope: 'email' }, 'options.scope must contain openid'],
    ['oidc', {}, 'options needs issuer or discovery_url'],
    [
      'oidc',
      { issuer: 'https://i.example', attribute_map: { attributes: { a: '${context.env.x}' } } },
      'unknown placeholder',
    ],
    [
      'oauth2',
      { tokenURL: 'https://i.example/t', userInfoURL: 'https://i.example/u' },
      'no authorization_endpoint is known',
    ],
    [
      'oauth2',
      { authorizationURL: 'https://i.example/{tenant}', tokenURL: 'https://i.example/t' },
      'open placeholders',
    ],
    ['github', { upstream_params: { redirect_uri: { value: 'x' } } }, 'options may not set the parameter redirect_uri'],
    ['github', { upstream_params: { a: { alias: 'state' } } }, 'options.upstream_params.a must have'],
    ['github', { endpoints: { token: 'x' } }, 'options.endpoints.token is not an endpoint'],
    ['github', { endpoints: { token_endpoint: 'https://ghe.example/t' } }, 'but not the userinfo_endpoint'],
    [
      'github',
      { endpoints: { issuer: 'https://ghe.example', token_endpoint: 'https://ghe.example/t' } },
      'but not the',
    ],
    ['google-oauth2', { endpoints: { token_endpoint: 'https://x.example/t' } }, 'but not the issuer'],
    ['google-oauth2', { api_base_urls: ['ftp://x.example/'] }, 'options.api_base_urls must be https addresses'],
    ['waad', { useCommonEndpoint: true, userid_attribute: 'oid' }, 'options.userid_attribute must be sub'],
    ['waad', { tenantId: 't', use_wsfed: true }, 'WS-Federation'],
    ['sharepoint', { tenant: 'contoso' }, 'options needs realm'],
  ])('%s %j: %s', (strategy, options, problem) => {
    expect(check(strategy, options).join('\n')).toContain(problem);
  });

  test('plain http only to this machine and to hosts that the operator lists', () => {
    const at = (origin: string) => ({
      authorizationURL: `${origin}/a`,
      tokenURL: `${origin}/t`,
      userInfoURL: `${origin}/u`,
    });
    expect(check('oauth2', at('http://127.0.0.1:4000'))).toEqual([]);
    expect(check('oauth2', at('http://keycloak:8080'))).toHaveLength(3);
    expect(check('oauth2', at('http://keycloak:8080'), { insecureHosts: ['keycloak'] })).toEqual([]);
    expect(check('oauth2', at('http://127.0.0.1.evil.example'))).toHaveLength(3);
    expect(check('oauth2', at('https://user:pass@i.example'))).toHaveLength(3);
  });

  test('no problem repeats a value', () => {
    const marker = 'http://leaked-value';
    const problems = check('oauth2', {
      scope: 7,
      authorizationURL: marker,
      tokenURL: marker,
      userInfoURL: marker,
      authParams: marker,
    });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems.join('\n')).not.toContain('leaked-value');
  });
});

test('the secret options of Auth0 are known by name', () => {
  expect(secretOptions).toEqual(
    expect.arrayContaining(['client_secret', 'admin_access_token', 'admin_refresh_token', 'app_secret']),
  );
});
