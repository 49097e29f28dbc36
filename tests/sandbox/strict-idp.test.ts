import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInWithoutBrowser } from '../../src/cli/sandbox/drive-login.ts';
import { type StrictIdp, startStrictIdp } from '../../src/cli/sandbox/strict-idp.ts';
import { credentials, discover, signIn } from './client.ts';

const offline = 'openid profile email offline_access calendar.read';
let aheadBy = 0;
let idp: StrictIdp;
let config: oidc.Configuration;

function start(more: Partial<Parameters<typeof startStrictIdp>[0]> = {}): Promise<StrictIdp> {
  return startStrictIdp({
    port: 0,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    redirectUris: [credentials.redirectUri],
    clock: { now: () => Date.now() + aheadBy },
    ...more,
  });
}

function callApi(path: string, token?: string): Promise<Response> {
  return fetch(`${idp.apiUrl}/${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
}

beforeAll(async () => {
  idp = await start();
  config = await discover(idp.issuer);
});

afterAll(async () => {
  await idp.close();
});

test('a strict relying party completes the code flow and reads every promised claim', async () => {
  const tokens = await signIn(config, 'Ada Lovelace', offline);
  expect(tokens.expires_in).toBe(60);
  expect(tokens.scope?.split(' ')).toContain('offline_access');
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
  expect(claims).toMatchObject({
    sub: 'ada-lovelace',
    email: 'ada.lovelace@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    locale: 'en-GB',
  });
  expect(claims.picture).toMatch(/^data:image\/svg\+xml;base64,/);
});

test('the endpoints it names are those of its discovery document', () => {
  expect(config.serverMetadata()).toMatchObject(idp.endpoints);
});

test('without offline_access there is no refresh token', async () => {
  const tokens = await signIn(config, 'Ada Lovelace', 'openid email');
  expect(tokens.refresh_token).toBeUndefined();
});

test('a refresh token works once, and its second use ends the whole grant', async () => {
  const first = await signIn(config, 'alan.turing@example.com', offline);
  const second = await oidc.refreshTokenGrant(config, first.refresh_token!);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.expires_in).toBe(60);
  expect((await callApi('me', second.access_token)).status).toBe(200);

  await expect(oidc.refreshTokenGrant(config, first.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(oidc.refreshTokenGrant(config, second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  expect((await callApi('me', second.access_token)).status).toBe(401);
});

test('of two refreshes at once with one token at most one succeeds, and nothing survives', async () => {
  const { refresh_token: token } = await signIn(config, 'Alan Turing', offline);
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => oidc.refreshTokenGrant(config, token!)));
  await expect(oidc.refreshTokenGrant(config, token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(winners.length).toBeLessThanOrEqual(1);
  for (const { value } of winners) {
    expect((await callApi('me', value.access_token)).status).toBe(401);
    await expect(oidc.refreshTokenGrant(config, value.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  }
});

test('the API answers a live access token and refuses it once it has expired', async () => {
  const { access_token: token } = await signIn(config, 'Grace Hopper', offline);
  expect(await (await callApi('me', token)).json()).toMatchObject({ id: 'grace-hopper', name: 'Grace Hopper' });
  expect(await (await callApi('calendar', token)).json()).toMatchObject({ events: [{}, {}] });
  aheadBy = 61_000;
  try {
    const late = await callApi('me', token);
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toContain('error="invalid_token"');
  } finally {
    aheadBy = 0;
  }
});

test('the API refuses garbage, foreign tokens, refresh tokens and no token at all', async () => {
  const tokens = await signIn(config, 'Grace Hopper', offline);
  for (const garbage of ['garbage', 'eyJhbGciOiJub25lIn0.e30.', tokens.id_token!, tokens.refresh_token!]) {
    const answer = await callApi('me', garbage);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
  const naked = await callApi('me');
  expect(naked.status).toBe(401);
  expect(naked.headers.get('www-authenticate')).toBe('Bearer realm="sandbox"');
});

test('the calendar needs its scope', async () => {
  const { access_token: token } = await signIn(config, 'Grace Hopper', 'openid email');
  const answer = await callApi('calendar', token);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('www-authenticate')).toContain('scope="calendar.read"');
});

test('a revoked access token is refused by the API', async () => {
  const { access_token: token } = await signIn(config, 'Grace Hopper', offline);
  await oidc.tokenRevocation(config, token);
  expect((await callApi('me', token)).status).toBe(401);
});

test('a revoked refresh token takes its access tokens along', async () => {
  const tokens = await signIn(config, 'Grace Hopper', offline);
  await oidc.tokenRevocation(config, tokens.refresh_token!);
  expect((await callApi('me', tokens.access_token)).status).toBe(401);
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a request without PKCE, or with the plain method, is sent back with an error', async () => {
  const request = { redirect_uri: credentials.redirectUri, scope: 'openid', state: 's' };
  const without = await signInWithoutBrowser(oidc.buildAuthorizationUrl(config, request), { user: 'Ada Lovelace' });
  expect(without.searchParams.get('error')).toBe('invalid_request');
  const challenge = { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' };
  const plainUrl = oidc.buildAuthorizationUrl(config, { ...request, ...challenge });
  const plain = await signInWithoutBrowser(plainUrl, { user: 'Ada Lovelace' });
  expect(plain.searchParams.get('error')).toBe('invalid_request');
});

test('prompt=none without a session is answered with login_required', async () => {
  await expect(signIn(config, 'Ada Lovelace', 'openid', { prompt: 'none' })).rejects.toMatchObject({
    error: 'login_required',
  });
});

test('prompt=select_account and login_hint are understood', async () => {
  const extra = { prompt: 'select_account', login_hint: 'grace.hopper@example.com' };
  const tokens = await signIn(config, 'Grace Hopper', offline, extra);
  expect(tokens.claims()!.sub).toBe('grace-hopper');
  expect(tokens.refresh_token).toBeDefined();
});

test('a person who goes back ends in access_denied at the application', async () => {
  await expect(signIn(config, 'Cancel and go back', offline)).rejects.toMatchObject({ error: 'access_denied' });
});

test('a foreign redirect_uri gets a page, not a redirect', async () => {
  const url = oidc.buildAuthorizationUrl(config, { redirect_uri: 'http://127.0.0.1:9/elsewhere', scope: 'openid' });
  const answer = await fetch(url, { redirect: 'manual' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('This sign-in cannot go on');
});

test('an interaction that nobody began gets a page', async () => {
  const answer = await fetch(`${idp.issuer}/interaction/nothing`);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('This sign-in is not known here.');
});

test('with a directory the signing keys stay over a restart, readable by the owner only', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'strict-idp-'));
  const keys: unknown[] = [];
  try {
    for (let round = 0; round < 2; round += 1) {
      const restarted = await start({ directory });
      keys.push(await (await fetch(restarted.endpoints.jwks_uri)).json());
      await restarted.close();
    }
    expect(keys[1]).toEqual(keys[0]);
    expect(JSON.stringify(keys[0])).not.toContain('"d"');
    expect((await stat(join(directory, 'strict-idp-jwks.json'))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(directory, { recursive: true });
  }
});
