import { AuthClient } from '@auth0/auth0-auth-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, createBrowser, other, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant, logoutUrl } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let client: AuthClient;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
  client = new AuthClient({
    domain: broker.domain,
    clientId: web.id,
    clientSecret: web.secret,
    authorizationParams: {
      redirect_uri: web.callback,
      scope: 'openid profile email offline_access',
      connection: 'con1',
    },
  });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

async function signIn(more: Record<string, string> = {}) {
  const { authorizationUrl, codeVerifier } = await client.buildAuthorizationUrl({ authorizationParams: more });
  const { url } = await createBrowser().follow(authorizationUrl.href, web.callback);
  return { url, tokens: await client.getTokenByCode(url, { codeVerifier }) };
}

describe('@auth0/auth0-auth-js, which discovers, checks the issuer and validates ID tokens', () => {
  test('signs in with PKCE and reads who it is', async () => {
    const { tokens } = await signIn();
    expect(tokens.claims).toMatchObject({ sub: 'oidc|con1|vera', aud: web.id, iss: broker.issuer });
    expect(tokens.refreshToken).toBeTruthy();
    expect(tokens.expiresAt).toBeGreaterThan(Date.now() / 1000);
    const profile = await client.getUserInfo({ accessToken: tokens.accessToken });
    expect(profile).toMatchObject({ sub: 'oidc|con1|vera', email: 'vera@example.com' });
  });

  test('asks for an API and gets a token for it', async () => {
    const { tokens } = await signIn({ audience: api, scope: 'openid read:things' });
    expect(tokens.scope?.split(' ')).toContain('read:things');
    expect(tokens.accessToken.split('.')).toHaveLength(3);
  });

  test('refreshes, and a refresh token that was revoked is an error of its own kind', async () => {
    const { tokens } = await signIn();
    const again = await client.getTokenByRefreshToken({ refreshToken: tokens.refreshToken! });
    expect(again.accessToken).not.toBe(tokens.accessToken);
    await client.revokeToken({ token: again.refreshToken ?? tokens.refreshToken! });
    const refused = client.getTokenByRefreshToken({ refreshToken: again.refreshToken ?? tokens.refreshToken! });
    await expect(refused).rejects.toMatchObject({
      code: 'token_by_refresh_token_error',
      cause: { error: 'invalid_grant' },
    });
  });

  test('a code that comes twice is an error of its own kind', async () => {
    const { authorizationUrl, codeVerifier } = await client.buildAuthorizationUrl();
    const { url } = await createBrowser().follow(authorizationUrl.href, web.callback);
    await client.getTokenByCode(url, { codeVerifier });
    await expect(client.getTokenByCode(url, { codeVerifier })).rejects.toMatchObject({
      code: 'token_by_code_error',
      cause: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
    });
  });

  test('a backend gets a token by its credentials', async () => {
    const backend = new AuthClient({ domain: broker.domain, clientId: other.id, clientSecret: other.secret });
    const tokens = await backend.getTokenByClientCredentials({ audience: api });
    expect(tokens.scope).toBe('read:things');
  });

  test('what we do not have is refused in its own kind of error: the exchange for a connection', async () => {
    const { tokens } = await signIn();
    const refused = client.getTokenForConnection({ connection: 'con1', refreshToken: tokens.refreshToken! });
    await expect(refused).rejects.toMatchObject({ code: 'token_for_connection_error' });
  });

  test('its logout address signs out and comes back', async () => {
    const url = await client.buildLogoutUrl({ returnTo: logoutUrl });
    const { url: end } = await createBrowser().follow(url.href, logoutUrl);
    expect(end.href.startsWith(logoutUrl)).toBe(true);
  });
});
