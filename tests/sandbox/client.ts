import * as oidc from 'openid-client';
import { signInWithoutBrowser } from '../../src/cli/sandbox/drive-login.ts';

export const credentials = {
  clientId: 'valetkey-test',
  clientSecret: 'a-secret-of-the-sandbox-that-is-long-enough',
  redirectUri: 'http://127.0.0.1:9/login/callback',
};

/** A strict relying party for the IdP at `issuer`. */
export async function discover(issuer: string): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(issuer), credentials.clientId, credentials.clientSecret, undefined, {
    execute: [oidc.allowInsecureRequests],
  });
}

/** The whole code flow with PKCE, state and nonce, by a relying party that checks all of it. */
export async function signIn(
  config: oidc.Configuration,
  user: string,
  scope: string,
  extra: Readonly<Record<string, string>> = {},
) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const expectedNonce = oidc.randomNonce();
  const authorizeUrl = oidc.buildAuthorizationUrl(config, {
    redirect_uri: credentials.redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...extra,
  });
  const callback = await signInWithoutBrowser(authorizeUrl, { user });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  return oidc.authorizationCodeGrant(config, callback, checks);
}
