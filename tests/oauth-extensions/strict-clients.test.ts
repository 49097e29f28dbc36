import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, decodeClaims, m2m, spa } from '../broker/index.ts';
import { keyed, type Place, profileApi, startPlace } from './set-up.ts';

let place: Place;

beforeAll(async () => {
  place = await startPlace((text) =>
    text.replace(
      'app_type: spa\n',
      'app_type: spa\n    require_pushed_authorization_requests: true\n    require_proof_of_possession: true\n',
    ),
  );
});
afterAll(() => place.close());

/** Clients look at the real time. */
const inStep = () => Math.abs(place.broker.clock.now() - Date.now()) < 1000;

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

describe('openid-client', () => {
  test('private_key_jwt, a pushed request, DPoP, userinfo, refresh, revocation, one after the other', async () => {
    expect(inStep()).toBe(true);
    const key = place.key.privateKey.toCryptoKey(rsa, false, ['sign']);
    const config = await client.discovery(
      new URL(place.broker.issuer),
      keyed.id,
      undefined,
      client.PrivateKeyJwt({ key, kid: 'first-key-of-keyed' }),
      { execute: [client.allowInsecureRequests] },
    );
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const start = await client.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: keyed.callback,
        scope: 'openid profile email offline_access',
        connection: 'con1',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
      },
      { DPoP },
    );
    expect([...start.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const { url } = await createBrowser().follow(start.href, keyed.callback);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const tokens = await client.authorizationCodeGrant(config, url, checks, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    const { sub } = tokens.claims()!;
    const profile = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    expect(profile.email).toBe('vera@example.com');
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
    expect(fresh.token_type).toBe('dpop');
    await expect(client.fetchUserInfo(config, fresh.access_token, sub)).rejects.toThrow();
    const machine = await client.clientCredentialsGrant(config, { audience: profileApi }, { DPoP });
    expect(decodeClaims(machine.access_token)).toMatchObject({ client_id: keyed.id, cnf: { jkt: expect.any(String) } });
    await client.tokenRevocation(config, tokens.refresh_token!);
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP })).rejects.toThrow();
  });
});

test('openid-client with a bound token at the Management API, as docs/applications.md shows it', async () => {
  const authentication = client.ClientSecretPost(m2m.secret);
  const execute = [client.allowInsecureRequests];
  const config = await client.discovery(new URL(place.broker.issuer), m2m.id, undefined, authentication, { execute });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const audience = `${place.broker.issuer}api/v2/`;
  const { access_token } = await client.clientCredentialsGrant(config, { audience }, { DPoP });
  const url = new URL(`${place.broker.url}/api/v2/users?per_page=1`);
  const users = await client.fetchProtectedResource(config, access_token, url, 'GET', null, undefined, { DPoP });
  expect(users.status).toBe(200);
});

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true } as const;

  async function again<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (oauth.isDPoPNonceError(error)) return call();
      throw error;
    }
  }

  test('a public client that must push and must prove its key: nonces, the bound code, the bound refresh token', async () => {
    const issuer = new URL(place.broker.issuer);
    const as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    );
    expect(as.dpop_signing_alg_values_supported).toEqual(['ES256']);
    const self: oauth.Client = { client_id: spa.id };
    const DPoP = oauth.DPoP(self, await oauth.generateKeyPair('ES256'));
    const verifier = oauth.generateRandomCodeVerifier();
    const asked = new URLSearchParams({
      redirect_uri: spa.callback,
      response_type: 'code',
      scope: 'openid offline_access',
      connection: 'con1',
      state: 's',
      dpop_jkt: await DPoP.calculateThumbprint(),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const { request_uri } = await again(async () => {
      const sent = await oauth.pushedAuthorizationRequest(as, self, oauth.None(), asked, { DPoP, ...insecure });
      return oauth.processPushedAuthorizationResponse(as, self, sent);
    });
    const start = `${as.authorization_endpoint}?${new URLSearchParams({ client_id: spa.id, request_uri })}`;
    const { url } = await createBrowser().follow(start, spa.callback);
    const callback = oauth.validateAuthResponse(as, self, url, 's');
    const { access_token, refresh_token } = await again(async () => {
      const sent = await oauth.authorizationCodeGrantRequest(as, self, oauth.None(), callback, spa.callback, verifier, {
        DPoP,
        ...insecure,
      });
      return oauth.processAuthorizationCodeResponse(as, self, sent);
    });
    const profile = await oauth.userInfoRequest(as, self, access_token, { DPoP, ...insecure });
    expect(profile.status).toBe(200);
    const refresh = async (proof: typeof DPoP | undefined) => {
      const sent = await oauth.refreshTokenGrantRequest(as, self, oauth.None(), refresh_token!, {
        ...(proof && { DPoP: proof }),
        ...insecure,
      });
      return oauth.processRefreshTokenResponse(as, self, sent);
    };
    await expect(refresh(undefined)).rejects.toThrow();
    const stranger = oauth.DPoP(self, await oauth.generateKeyPair('ES256'));
    await expect(again(() => refresh(stranger))).rejects.toThrow();
    expect((await refresh(DPoP)).token_type).toBe('dpop');
  });
});
