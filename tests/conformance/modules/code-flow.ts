import { createHash } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { expect } from 'vitest';
import { ask, readUserinfo, signIn } from '../relying-party.ts';
import type { Modules } from './module.ts';

/** The authorization code flow itself. */
export const codeFlow: Modules = {
  'oidcc-server': async (op) => {
    const { tokens, claims, code, headers } = await signIn(op);
    expect(code.length).toBeGreaterThanOrEqual(16);
    // RFC 6749 section 5.1: nobody keeps a copy of an answer with tokens.
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(tokens.token_type.toLowerCase()).toBe('bearer');
    expect(claims.sub.length).toBeLessThanOrEqual(255);
    expect(claims.aud).toBe(op.basic.id);
    if (claims.at_hash !== undefined) {
      const digest = createHash('sha256').update(tokens.access_token).digest();
      expect(claims.at_hash).toBe(digest.subarray(0, 16).toString('base64url'));
    }
  },
  'oidcc-idtoken-signature': async (op) => {
    const { idTokenHeader, server } = await signIn(op);
    const { keys } = (await (await fetch(server.jwks_uri!)).json()) as { keys: { kid?: string }[] };
    expect(idTokenHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(keys.map(({ kid }) => kid)).toContain(idTokenHeader.kid);
  },
  'oidcc-response-type-missing': async (op) => {
    const { url, page } = await ask(op, { response_type: undefined, state: 'x', nonce: 'n' });
    if (page) expect(page.status).toBeGreaterThanOrEqual(400);
    else expect(['invalid_request', 'unsupported_response_type']).toContain(url.searchParams.get('error'));
  },
  'oidcc-alternate-happy-flow': async (op) => {
    const signedIn = await signIn(op, { parameters: { scope: 'email openid' }, reversed: true });
    expect((await readUserinfo(signedIn)).email).toEqual(expect.any(String));
  },
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': async (op) => {
    expect((await signIn(op, { nonce: false })).claims.nonce).toBeUndefined();
  },
  'oidcc-server-client-secret-post': async (op) => {
    await signIn(op, { application: op.post, authentication: 'post' });
  },
  'oidcc-ensure-post-request-succeeds': async (op) => {
    await signIn(op, { byPost: true });
  },
  'oidcc-ensure-request-with-valid-pkce-succeeds': async (op) => {
    await signIn(op, { pkce: true });
  },
  /** Not of the plans, which demand no PKCE: RFC 7636 section 4.6. */
  'pkce-wrong-verifier-is-refused': async (op) => {
    const start = {
      code_challenge: await oauth.calculatePKCECodeChallenge('v'.repeat(43)),
      code_challenge_method: 'S256',
    };
    // The relying party sends no verifier, where the request had a challenge.
    const refused = signIn(op, { parameters: start });
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant' });
  },
};
