import { expect } from 'vitest';
import type { OpenIdProvider } from '../provider.ts';
import { readUserinfo, type SignedIn, signIn } from '../relying-party.ts';
import type { Modules } from './module.ts';

async function request(op: OpenIdProvider, init: (signedIn: SignedIn) => RequestInit) {
  const signedIn = await signIn(op);
  const response = await fetch(signedIn.server.userinfo_endpoint!, init(signedIn));
  return { signedIn, response };
}

const bearer = ({ tokens }: SignedIn) => ({ authorization: `Bearer ${tokens.access_token}` });

export const userinfoEndpoint: Modules = {
  'oidcc-userinfo-get': async (op) => {
    const signedIn = await signIn(op);
    expect((await readUserinfo(signedIn)).sub).toBe(signedIn.claims.sub);
  },
  'oidcc-userinfo-post-header': async (op) => {
    const { signedIn, response } = await request(op, (who) => ({ method: 'POST', headers: bearer(who) }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ sub: signedIn.claims.sub });
  },
  'oidcc-userinfo-post-body': async (op) => {
    const { signedIn, response } = await request(op, ({ tokens }) => ({
      method: 'POST',
      body: new URLSearchParams({ access_token: tokens.access_token }),
    }));
    if (op.differences.includes('no_token_in_body')) expect(response.status).toBe(401);
    else expect(await response.json()).toMatchObject({ sub: signedIn.claims.sub });
  },
};
