import { describe, expect, test } from 'vitest';
import {
  clientAuthentication,
  findProvider,
  isMovedAway,
  type Provider,
  pkceMethod,
  resolveApiBaseUrls,
  resolveEndpoints,
  resolveExtraRequests,
  resolveRevocation,
  upstreamParameters,
} from '../../src/providers/index.ts';

const provider = (strategy: string) => findProvider(strategy) as Provider;
const google = provider('google-oauth2');
const github = provider('github');
const waad = provider('waad');
const oidc = provider('oidc');
const fake = 'http://127.0.0.1:4000';
const enterprise = {
  endpoints: {
    authorization_endpoint: 'https://ghe.example/login/oauth/authorize',
    token_endpoint: 'https://ghe.example/login/oauth/access_token',
    userinfo_endpoint: 'https://ghe.example/api/v3/user',
  },
};

describe('addresses', () => {
  test('options.endpoints is laid over the IdP', () => {
    const endpoints = resolveEndpoints(google, {
      endpoints: { userinfo_endpoint: `${fake}/me`, unknown: 'x', jwks_uri: '' },
    });
    expect(endpoints.userinfo_endpoint).toBe(`${fake}/me`);
    expect(endpoints.token_endpoint).toBe('https://oauth2.googleapis.com/token');
    expect(endpoints.jwks_uri).toBe('https://www.googleapis.com/oauth2/v3/certs');
    expect(endpoints).not.toHaveProperty('unknown');
  });

  test('an OpenID issuer that is given stands alone: nothing of the vendor is mixed in', () => {
    expect(resolveEndpoints(google, { endpoints: { issuer: fake } })).toEqual({ issuer: fake });
    expect(resolveEndpoints(waad, { tenantId: 't', endpoints: { issuer: fake, jwks_uri: `${fake}/k` } })).toEqual({
      issuer: fake,
      jwks_uri: `${fake}/k`,
    });
  });

  test('Entra: tenant, common, and the API of version 1 with its resource', () => {
    const token = (options: object) => resolveEndpoints(waad, { ...options }).token_endpoint;
    expect(token({ tenant_domain: 'contoso.com' })).toBe(
      'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token',
    );
    expect(token({ tenant_domain: 'contoso.com', tenantId: 'id' })).toBe(
      'https://login.microsoftonline.com/id/oauth2/v2.0/token',
    );
    expect(token({ tenantId: 'id', useCommonEndpoint: true })).toBe(
      'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    );
    expect(token({ tenantId: 'a/../b' })).toBe('https://login.microsoftonline.com/a%2F..%2Fb/oauth2/v2.0/token');
    const v1 = { tenantId: 'id', identity_api: 'azure-active-directory-v1.0' };
    expect(token(v1)).toBe('https://login.microsoftonline.com/id/oauth2/token');
    expect(waad.authorizeParameters?.(v1)).toEqual({ resource: 'https://graph.microsoft.com' });
    expect(waad.tokenParameters?.({ ...v1, resource: 'https://x.example' })).toEqual({ resource: 'https://x.example' });
    expect(waad.tokenParameters?.({ tenantId: 'id', resource: 'https://x.example' })).toEqual({});
  });

  test('SharePoint: the add-in model names the site and the realm', () => {
    const sharepoint = provider('sharepoint');
    const options = { client_id: 'guid', tenant: 'contoso', realm: 'r' };
    expect(resolveEndpoints(sharepoint, options).token_endpoint).toBe(
      'https://accounts.accesscontrol.windows.net/r/tokens/OAuth/2',
    );
    expect(sharepoint.tokenParameters?.(options)).toEqual({
      client_id: 'guid@r',
      resource: '00000003-0000-0ff1-ce00-000000000000/contoso.sharepoint.com@r',
    });
    expect(resolveApiBaseUrls(sharepoint, options)).toEqual(['https://contoso.sharepoint.com/']);
    expect(() => new URL(resolveApiBaseUrls(sharepoint, { tenant: 'evil.example/' })[0] as string)).toThrow();
  });

  test('OpenID: explicit endpoints, oidc_metadata, or the address of the discovery document', () => {
    const metadata = { issuer: 'https://i.example', token_endpoint: 'https://i.example/t' };
    expect(resolveEndpoints(oidc, { oidc_metadata: metadata, token_endpoint: 'https://i.example/t2' })).toEqual({
      issuer: 'https://i.example',
      token_endpoint: 'https://i.example/t2',
    });
    const discovery_url = 'https://i.example/.well-known/openid-configuration';
    expect(resolveEndpoints(oidc, { discovery_url })).toEqual({ discovery_url });
    expect(resolveEndpoints(oidc, { issuer: 'https://i.example/', discovery_url })).toEqual({
      issuer: 'https://i.example/',
    });
  });
});

describe('a connection that was moved to another party', () => {
  test('is told by the origin of its token endpoint or issuer', () => {
    expect(isMovedAway(github, {})).toBe(false);
    expect(isMovedAway(github, enterprise)).toBe(true);
    expect(isMovedAway(google, { endpoints: { issuer: fake } })).toBe(true);
    expect(isMovedAway(google, { endpoints: { issuer: 'https://accounts.google.com' } })).toBe(false);
    expect(isMovedAway(oidc, { issuer: 'https://i.example' })).toBe(false);
  });

  test("never sends tokens to the vendor's own addresses", () => {
    expect(resolveApiBaseUrls(github, {})).toContain('https://api.github.com/');
    expect(resolveApiBaseUrls(github, enterprise)).toEqual([]);
    expect(resolveApiBaseUrls(github, { ...enterprise, api_base_urls: ['https://ghe.example/api/'] })).toEqual([
      'https://ghe.example/api/',
    ]);
    expect(resolveExtraRequests(github, resolveEndpoints(github, enterprise))).toEqual([
      { name: 'emails', url: 'https://ghe.example/api/v3/user/emails', optional: true },
    ]);
  });
});

describe('revocation', () => {
  const values = { client_id: 'a/b', subject: '{7}' };
  const revoke = (strategy: string, options: Record<string, unknown> = {}) =>
    resolveRevocation(provider(strategy), options, resolveEndpoints(provider(strategy), options), values);

  test("goes the IdP's own way, with values that cannot change the path", () => {
    expect(revoke('google-oauth2')).toEqual({ way: 'rfc7009', url: 'https://oauth2.googleapis.com/revoke' });
    expect(revoke('github')).toEqual({
      way: 'delete-grant-basic',
      url: 'https://api.github.com/applications/a%2Fb/grant',
    });
    expect(revoke('facebook')?.url).toBe('https://graph.facebook.com/v22.0/%7B7%7D/permissions');
  });

  test('is undefined where there is none, and for a moved connection that names none', () => {
    expect(revoke('bitbucket')).toBeUndefined();
    expect(revoke('waad', { tenantId: 't' })).toBeUndefined();
    expect(revoke('oidc', { issuer: 'https://i.example' })).toBeUndefined();
    expect(revoke('github', enterprise)).toBeUndefined();
  });

  test('of a moved connection goes to the address that it names', () => {
    const endpoints = {
      ...enterprise.endpoints,
      revocation_endpoint: 'https://ghe.example/api/v3/applications/{client_id}/grant',
    };
    expect(revoke('github', { endpoints })).toEqual({
      way: 'delete-grant-basic',
      url: 'https://ghe.example/api/v3/applications/a%2Fb/grant',
    });
  });
});

describe('the client', () => {
  test('CL-02: PKCE with S256 unless the IdP or the operator rules it out', () => {
    expect(pkceMethod(google, {})).toBe('S256');
    expect(pkceMethod(provider('bitbucket'), {})).toBeUndefined();
    expect(pkceMethod(oidc, { connection_settings: { pkce: 'auto' } })).toBe('S256');
    expect(pkceMethod(oidc, { connection_settings: { pkce: 'plain' } })).toBe('plain');
    expect(pkceMethod(oidc, { connection_settings: { pkce: 'disabled' } })).toBeUndefined();
    expect(pkceMethod(provider('oauth2'), { pkce_enabled: false })).toBeUndefined();
  });

  test('authenticates as the IdP documents, or as the operator says', () => {
    expect(clientAuthentication(google, {})).toBe('client_secret_post');
    expect(clientAuthentication(provider('bitbucket'), {})).toBe('client_secret_basic');
    expect(clientAuthentication(oidc, { token_endpoint_auth_method: 'client_secret_basic' })).toBe(
      'client_secret_basic',
    );
    expect(clientAuthentication(oidc, { type: 'front_channel' })).toBe('none');
  });
});

describe('answers of the token endpoint', () => {
  test('GitHub, Bitbucket and Facebook are made plain', () => {
    expect(github.plainTokenAnswer?.({ access_token: 't', scope: 'repo,gist' })).toEqual({
      access_token: 't',
      scope: 'repo gist',
    });
    expect(provider('bitbucket').plainTokenAnswer?.({ scopes: 'account email' })).toMatchObject({
      scope: 'account email',
    });
    const facebook = provider('facebook').plainTokenAnswer!;
    expect(facebook({ error: { code: 190, message: 'secret' } })).toEqual({ error: 'invalid_grant' });
    expect(facebook({ error: { code: 1 } })).toEqual({ error: 'invalid_request' });
    expect(facebook({ access_token: 't' })).toEqual({ access_token: 't' });
  });
});

describe('parameters for the IdP', () => {
  test('upstream_params gives fixed values and aliases of what the application sent', () => {
    const options = {
      upstream_params: { screen_name: { alias: 'login_hint' }, theme: { value: 'dark' }, hint: { alias: 'prompt' } },
    };
    expect(upstreamParameters(options, { login_hint: 'jo' })).toEqual({ screen_name: 'jo', theme: 'dark' });
  });

  test('an alias outside the allowed list gives nothing', () => {
    const options = {
      upstream_params: { a: { alias: 'state' }, b: { alias: 'code_challenge' }, c: { alias: 'anything' } },
    };
    expect(upstreamParameters(options, { state: 's', code_challenge: 'c', anything: 'x' })).toEqual({});
  });

  test('authParams are fixed, authParamsMap takes from the request, upstream_params wins', () => {
    const options = {
      authParams: { a: '1', b: '1' },
      authParamsMap: { b: 'access_type', leak: 'nonce' },
      upstream_params: { a: { value: '2' } },
    };
    expect(upstreamParameters(options, { access_type: 'offline', nonce: 'secret' })).toEqual({ a: '2', b: 'offline' });
  });

  test.each([
    'state',
    'client_id',
    'redirect_uri',
    'response_type',
    'response_mode',
    'code_challenge',
    'code_challenge_method',
    'code_challenge_new',
    'nonce',
    'scope',
    'request',
    'request_uri',
    'Redirect_URI',
    '__proto__',
  ])('CL-19: %s can be set by none of the three', (name) => {
    const options = JSON.parse(
      `{"authParams":{"${name}":"x"},"authParamsMap":{"${name}":"login_hint"},"upstream_params":{"${name}":{"value":"x"}}}`,
    );
    const parameters = upstreamParameters(options, { login_hint: 'jo' });
    expect(Object.keys(parameters)).toEqual([]);
    expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
  });
});
