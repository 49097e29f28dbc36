import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, createBrowser, oidcConnection, spa, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp();
  const tenant = tenantFile(oidcConnection('con1', idp)).replace(
    'token_endpoint_auth_method: none',
    "token_endpoint_auth_method: none\n    allowed_logout_urls: ['http://127.0.0.1:9/gone']",
  );
  broker = await startBroker({ tenant });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

describe('oidc-client-ts in a single-page application', () => {
  test('signs in with PKCE, reads the profile, refreshes and leaves', async () => {
    const client = new OidcClient({
      authority: broker.issuer,
      client_id: spa.id,
      redirect_uri: spa.callback,
      post_logout_redirect_uri: 'http://127.0.0.1:9/gone',
      scope: 'openid profile email offline_access',
      loadUserInfo: true,
      stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    const { url: start } = await client.createSigninRequest({
      state: { page: '/orders' },
      extraQueryParams: { connection: 'con1' },
    });
    const browser = createBrowser();
    const { url } = await browser.follow(start, spa.callback);
    const answer = await client.processSigninResponse(url.href);
    expect(answer.userState).toEqual({ page: '/orders' });
    expect(answer.profile).toMatchObject({ sub: 'oidc|con1|vera', email: 'vera@example.com' });

    const state = {
      refresh_token: answer.refresh_token!,
      id_token: answer.id_token!,
      session_state: null,
      scope: 'openid profile email offline_access',
      profile: answer.profile,
    };
    const again = await client.useRefreshToken({ state });
    expect(again.access_token).not.toBe(answer.access_token);
    await client.revokeToken(again.refresh_token ?? answer.refresh_token!, 'refresh_token');

    const { url: end } = await client.createSignoutRequest({ id_token_hint: answer.id_token!, state: 'x' });
    const left = await browser.follow(end, 'http://127.0.0.1:9/gone');
    await client.processSignoutResponse(left.url.href);
    expect(left.response).toBeUndefined();
  });
});
