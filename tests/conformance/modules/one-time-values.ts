import * as oauth from 'oauth4webapi';
import { expect } from 'vitest';
import { later } from '../later.ts';
import type { OpenIdProvider } from '../provider.ts';
import { insecure, type SignedIn, signIn } from '../relying-party.ts';
import type { Module, Modules } from './module.ts';

async function expectInvalidGrant(op: OpenIdProvider, response: Response): Promise<void> {
  expect(response.status).toBe(op.differences.includes('invalid_grant_is_403') ? 403 : 400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
}

const codeReuse =
  (seconds: number): Module =>
  async (op) => {
    const signedIn = await signIn(op);
    await later(seconds, async () => {
      await expectInvalidGrant(op, await signedIn.redeemAgain());
      // RFC 6749 section 4.1.2: what the first use brought is worth nothing any more.
      const { server, client, tokens } = signedIn;
      const response = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
      expect(response.status).toBe(401);
    });
  };

function refresh(who: SignedIn, token: string): Promise<Response> {
  return oauth.refreshTokenGrantRequest(who.server, who.client, who.authentication, token, insecure);
}

export const oneTimeValues: Modules = {
  'oidcc-codereuse': codeReuse(0),
  'oidcc-codereuse-30seconds': codeReuse(30),
  'oidcc-refresh-token': async (op) => {
    const parameters = { scope: 'openid offline_access', prompt: 'consent' };
    const first = await signIn(op, { parameters });
    const stranger = await signIn(op, { parameters, application: op.other });
    const response = await later(1, () => refresh(first, first.tokens.refresh_token!));
    const tokens = await oauth.processRefreshTokenResponse(first.server, first.client, response);
    expect(tokens.access_token).not.toBe(first.tokens.access_token);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    if (claims) {
      const { iss, sub, aud } = first.claims;
      expect(claims).toMatchObject({ iss, sub, aud });
      expect(claims.iat).toBeGreaterThan(first.claims.iat);
    }
    await expectInvalidGrant(op, await refresh(first, stranger.tokens.refresh_token!));
  },
};
