import { createHash, randomBytes } from 'node:crypto';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInWithoutBrowser } from '../../src/cli/sandbox/drive-login.ts';
import { type EmulatedIdps, startEmulatedIdps } from '../../src/cli/sandbox/emulated-idps.ts';
import { credentials, discover, signIn } from './client.ts';

let idps: EmulatedIdps;

beforeAll(async () => {
  const client = { ...credentials, redirectUris: [credentials.redirectUri] };
  idps = await startEmulatedIdps({ googlePort: 0, githubPort: 0, google: client, github: client });
});

afterAll(async () => {
  await idps.close();
});

test('a strict relying party completes the code flow at the Google-shaped IdP and validates its ID token', async () => {
  const config = await discover(idps.google.baseUrl);
  expect(config.serverMetadata()).toMatchObject(idps.google.endpoints);
  const tokens = await signIn(config, 'Ada Lovelace', 'openid email profile');
  expect(tokens.claims()).toMatchObject({
    iss: idps.google.endpoints.issuer,
    email: 'ada.lovelace@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
  });
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
  expect(claims.email).toBe('ada.lovelace@example.com');
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
  expect(refreshed.access_token).not.toBe(tokens.access_token);
});

test('the Google-shaped IdP serves the calendar of the person who signed in', async () => {
  const tokens = await signIn(await discover(idps.google.baseUrl), 'grace.hopper@example.com', 'openid');
  const answer = await fetch(`${idps.google.baseUrl}/calendar/v3/calendars/primary/events`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  const { items } = (await answer.json()) as { items: { summary: string }[] };
  expect(items.map((item) => item.summary)).toContain('Moth hunt in relay 70');
});

test('a wrong verifier is refused by the Google-shaped IdP', async () => {
  const config = await discover(idps.google.baseUrl);
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: credentials.redirectUri,
    scope: 'openid',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const callback = await signInWithoutBrowser(url, { user: 'Ada Lovelace' });
  const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), idTokenExpected: true };
  await expect(oidc.authorizationCodeGrant(config, callback, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('the GitHub-shaped IdP answers the code flow, the profile and the e-mail addresses', async () => {
  const { endpoints } = idps.github;
  const authorizeUrl = new URL(endpoints.authorization_endpoint);
  authorizeUrl.search = new URLSearchParams({
    client_id: credentials.clientId,
    redirect_uri: credentials.redirectUri,
    scope: 'read:user user:email',
    state: 'a state',
  }).toString();
  const callback = await signInWithoutBrowser(authorizeUrl, { user: 'Alan Turing' });
  expect(callback.searchParams.get('state')).toBe('a state');
  const exchange = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: credentials.redirectUri,
    }),
  });
  const tokens = (await exchange.json()) as { access_token: string; scope: string };
  expect(tokens.scope).toBe('read:user user:email');
  const read = async (url: string) =>
    (await fetch(url, { headers: { authorization: `Bearer ${tokens.access_token}` } })).json();
  expect(await read(endpoints.userinfo_endpoint)).toMatchObject({ login: 'alan-turing', name: 'Alan Turing' });
  expect(await read(`${endpoints.userinfo_endpoint}/emails`)).toMatchObject([
    { email: 'alan.turing@example.com', primary: true, verified: true },
  ]);
});
