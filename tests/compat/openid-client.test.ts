import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant, logoutUrl } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

const authentications = {
  client_secret_post: client.ClientSecretPost(web.secret),
  client_secret_basic: client.ClientSecretBasic(web.secret),
};

describe.each(Object.entries(authentications))('openid-client with %s', (_name, authentication) => {
  test('the whole way: discovery, sign-in, ID token, userinfo, refresh, revocation, logout', async () => {
    const config = await client.discovery(new URL(broker.issuer), web.id, undefined, authentication);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const start = client.buildAuthorizationUrl(config, {
      redirect_uri: web.callback,
      scope: 'openid email offline_access',
      connection: 'con1',
      state: expectedState,
      nonce: expectedNonce,
      max_age: '600',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const browser = createBrowser();
    const { url } = await browser.follow(start.href, web.callback);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 600, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, url, checks);
    const { sub } = tokens.claims()!;
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ email: 'vera@example.com' });

    const again = await client.refreshTokenGrant(config, tokens.refresh_token!);
    expect(again.claims()?.sub).toBe(sub);
    const last = again.refresh_token ?? tokens.refresh_token!;
    await client.tokenRevocation(config, last);
    await expect(client.refreshTokenGrant(config, last)).rejects.toMatchObject({ error: 'invalid_grant' });

    const end = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: logoutUrl,
      state: 'bye',
    });
    const left = await browser.follow(end.href, logoutUrl);
    expect(left.url.href).toBe(`${logoutUrl}?state=bye`);
  });
});
