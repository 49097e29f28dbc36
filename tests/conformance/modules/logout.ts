import { generateKeyPair, SignJWT } from 'jose';
import { expect } from 'vitest';
import type { Browser } from '../../broker/index.ts';
import { type Landing, visit } from '../person.ts';
import type { OpenIdProvider } from '../provider.ts';
import { ask, discover, type Parameters, type SignedIn, signIn } from '../relying-party.ts';
import type { Module, Modules } from './module.ts';

async function leave(op: OpenIdProvider, browser: Browser, parameters: Parameters): Promise<Landing> {
  const url = new URL((await discover(op)).end_session_endpoint!);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return visit(browser, url, op.logoutUrl);
}

async function expectSignedOut(op: OpenIdProvider, browser: Browser): Promise<void> {
  const { url } = await ask(op, { prompt: 'none', state: 'x' }, browser);
  expect(url.searchParams.get('error')).toBe('login_required');
}

async function expectStillSignedIn(op: OpenIdProvider, browser: Browser): Promise<void> {
  const { url } = await ask(op, { prompt: 'none', state: 'x' }, browser);
  expect(url.searchParams.get('code')).toBeTruthy();
}

type Request = (op: OpenIdProvider, first: SignedIn) => Parameters | Promise<Parameters>;

const complete = (op: OpenIdProvider, first: SignedIn) => ({
  id_token_hint: first.tokens.id_token,
  post_logout_redirect_uri: op.logoutUrl,
  state: 'the-state',
});

/** Signed out and back at the application, with this query. */
const comesBack =
  (request: Request, query: string): Module =>
  async (op) => {
    const first = await signIn(op);
    const { url, page } = await leave(op, first.browser, await request(op, first));
    expect(page).toBeUndefined();
    expect(url.href).toBe(`${op.logoutUrl}${query}`);
    await expectSignedOut(op, first.browser);
  };

/** Refused: an error page, and nothing has happened. */
const isRefused =
  (request: Request): Module =>
  async (op) => {
    const first = await signIn(op);
    const { page } = await leave(op, first.browser, await request(op, first));
    expect(page?.status).toBeGreaterThanOrEqual(400);
    await expectStillSignedIn(op, first.browser);
  };

/** Signed out, if the person says so, and left on a page of the provider. */
const endsOnPage =
  (request: Request): Module =>
  async (op) => {
    const first = await signIn(op);
    const { page } = await leave(op, first.browser, await request(op, first));
    expect(page?.status).toBe(200);
    await expectSignedOut(op, first.browser);
  };

async function signedBySomebody(first: SignedIn): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ ...first.claims }).setProtectedHeader({ ...first.idTokenHeader, alg: 'RS256' }).sign(privateKey);
}

function modified(token: string): string {
  const [head, body, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body!, 'base64url').toString());
  return [head, Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url'), signature].join(
    '.',
  );
}

export const logout: Modules = {
  'oidcc-rp-initiated-logout': comesBack(complete, '?state=the-state'),
  'oidcc-rp-initiated-logout-no-state': comesBack((op, first) => ({ ...complete(op, first), state: undefined }), ''),
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri': isRefused((op, first) => ({
    ...complete(op, first),
    post_logout_redirect_uri: `${op.logoutUrl}/elsewhere`,
  })),
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri': isRefused((op, first) => ({
    ...complete(op, first),
    post_logout_redirect_uri: `${op.logoutUrl}?foo=bar`,
  })),
  'oidcc-rp-initiated-logout-modified-id-token-hint': isRefused((op, first) => ({
    ...complete(op, first),
    id_token_hint: modified(first.tokens.id_token!),
  })),
  'oidcc-rp-initiated-logout-bad-id-token-hint': isRefused(async (op, first) => ({
    ...complete(op, first),
    id_token_hint: await signedBySomebody(first),
  })),
  'oidcc-rp-initiated-logout-no-id-token-hint': async (op) => {
    const first = await signIn(op);
    const request = { ...complete(op, first), id_token_hint: undefined };
    // The application is not known: there is no list that the address could be on.
    expect((await leave(op, first.browser, request)).page).toBeDefined();
  },
  'oidcc-rp-initiated-logout-no-post-logout-redirect-uri': endsOnPage((op, first) => ({
    ...complete(op, first),
    post_logout_redirect_uri: undefined,
  })),
  'oidcc-rp-initiated-logout-no-params': endsOnPage(() => ({})),
  'oidcc-rp-initiated-logout-only-state': endsOnPage(() => ({ state: 'the-state' })),
};
