import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  api,
  authorizeUrl,
  configure,
  createBrowser,
  databaseKinds,
  decodeClaims,
  getTokens,
  redeem,
  signIn,
  web,
} from '../broker/index.ts';
import { partner, startWorld, strict, type World } from './set-up.ts';

const offline = { audience: api, scope: 'openid email offline_access read:things' };
let world: World;
let management: string;

/** The client's other settings stay. */
async function setPolicies(client: string, policies: unknown, more = {}): Promise<void> {
  const entry = { name: client === web.id ? 'web' : 'Partner & App', client_id: client };
  const file = { clients: [{ ...entry, refresh_token: { ...more, policies } }] };
  await configure(world.broker.app, JSON.stringify(file));
}

beforeAll(async () => {
  world = await startWorld(databaseKinds.at(-1)!);
  management = `${world.broker.issuer}api/v2/`;
  await setPolicies(web.id, [
    { audience: strict, scope: ['read:secrets', 'write:nothing'] },
    { audience: management, scope: ['read:current_user', 'update:current_user_metadata', 'read:users'] },
    { audience: 'https://gone.example.com/', scope: ['x'] },
  ]);
});
afterAll(() => world.close());

const start = async (user = 'vera') => {
  world.idp.behave({ user });
  return getTokens(world.broker, { ...offline, connection: 'con1' }, createBrowser());
};
const refresh = (token: unknown, form: Record<string, string> = {}) => world.refresh(token, form, web);

/** Allows this first party something at an API that does not skip the question, as its users do. */
async function consent(user: string, audience: string, scope: string): Promise<void> {
  const browser = await world.signedIn(user);
  const url = authorizeUrl(world.broker, { connection: 'con1', audience, scope });
  const page = await world.follow(browser, url);
  const arrived = page.url.pathname === '/u/consent' ? await world.decide(browser, page, 'allow') : page;
  expect(arrived.answer.code).toBeDefined();
}

test('T-B10: at an API that asks its users, a refresh token gives nothing that they did not allow', async () => {
  const { refresh_token } = await start('mia');
  const missing = { status: 400, error: 'consent_required' };
  for (const form of [{}, { scope: 'read:secrets' }, { scope: 'openid' }] as Record<string, string>[]) {
    const { status, body } = await refresh(refresh_token, { audience: strict, ...form });
    expect({ status, error: body.error, form }).toEqual({ ...missing, form });
  }
  // Somebody else's consent, or one for another API, is none.
  await consent('max', strict, 'openid read:secrets');
  await consent('mia', management, 'openid read:current_user');
  expect((await refresh(refresh_token, { audience: strict })).body.error).toBe('consent_required');
  await consent('mia', strict, 'openid read:secrets');
  const { body } = await refresh(refresh_token, { audience: strict, scope: 'read:secrets' });
  expect(decodeClaims(body.access_token)).toMatchObject({ aud: strict, scope: 'read:secrets' });
  // What the operator would give beside it is another question; what nobody would give is no question at all.
  const more = { audience: management, scope: 'update:current_user_metadata' };
  expect((await refresh(refresh_token, more)).body.error).toBe('consent_required');
  expect((await refresh(refresh_token, { audience: management, scope: 'delete:users' })).body.error).toBe(
    'invalid_scope',
  );
  expect((await refresh(refresh_token, { audience: management })).body.scope).not.toContain('metadata');
});

test('T-B10: consent that is taken back ends the tokens that a refresh gave on the strength of it', async () => {
  const { refresh_token } = await start('nina');
  await consent('nina', management, 'openid read:current_user');
  const { body } = await refresh(refresh_token, { audience: management });
  const readOneself = async () =>
    (
      await fetch(`${management}users/oidc%7Ccon1%7Cnina`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      })
    ).status;
  expect(await readOneself()).toBe(200);
  const { body: grants } = await world.manage('GET', `/grants?user_id=oidc%7Ccon1%7Cnina&audience=${management}`);
  await world.manage('DELETE', `/grants/${grants[0].id}`);
  expect(await readOneself()).toBe(401);
  expect((await refresh(refresh_token, { audience: management })).body.error).toBe('consent_required');
  // The sign-in itself rests on no consent.
  expect((await refresh(refresh_token)).status).toBe(200);
  await consent('nina', management, 'openid read:current_user');
  expect(await readOneself()).toBe(401);
});

test('AS-35: one refresh token reaches every API of its policies, each with a token of its own', async () => {
  await consent('vera', strict, 'openid read:secrets');
  const { refresh_token } = await start();
  const { status, body } = await refresh(refresh_token, { audience: strict });
  expect({ status, scope: body.scope }).toEqual({ status: 200, scope: 'openid email offline_access read:secrets' });
  expect(decodeClaims(body.access_token)).toMatchObject({
    aud: [strict, `${world.broker.issuer}userinfo`],
    azp: web.id,
  });
  for (const form of [{}, { audience: api }] as Record<string, string>[]) {
    const again = await refresh(refresh_token, form);
    expect(again.body.scope).toBe(offline.scope);
    expect(decodeClaims(again.body.access_token).aud).toContain(api);
  }
});

test('AS-32: what is asked for stays within policy and sign-in; less gives less', async () => {
  await consent('vera', strict, 'openid read:secrets');
  const { refresh_token } = await start();
  const narrow = await refresh(refresh_token, { audience: strict, scope: 'read:secrets' });
  expect(decodeClaims(narrow.body.access_token)).toMatchObject({ aud: strict, scope: 'read:secrets' });
  for (const scope of ['read:things', 'read:secrets profile', 'read:users']) {
    const { status, body } = await refresh(refresh_token, { audience: strict, scope });
    expect({ status, error: body.error }, scope).toEqual({ status: 400, error: 'invalid_scope' });
  }
  expect((await refresh(refresh_token, { scope: 'read:secrets' })).body.error).toBe('invalid_scope');
});

test('AS-35: an API without a policy, or that is not there, is refused, and the refresh token stays good', async () => {
  await consent('vera', strict, 'openid read:secrets');
  const { refresh_token } = await start();
  await setPolicies(web.id, [{ audience: strict, scope: ['read:secrets'] }], { rotation_type: 'rotating' });
  for (const audience of ['https://gone.example.com/', 'https://nowhere.example.com/', management]) {
    const { status, body } = await refresh(refresh_token, { audience });
    expect({ status, error: body.error }, audience).toEqual({ status: 403, error: 'access_denied' });
  }
  const rotated = await refresh(refresh_token, { audience: strict });
  expect(rotated.status).toBe(200);
  // Reuse ends the family whatever is asked for.
  expect((await refresh(refresh_token, { audience: management })).body.error).toBe('invalid_grant');
  expect((await refresh(rotated.body.refresh_token)).body.error).toBe('invalid_grant');
});

test('RS-11: of the Management API a policy gives a user no more than about themselves', async () => {
  await setPolicies(
    web.id,
    [{ audience: management, scope: ['read:current_user', 'read:users', 'read:user_idp_tokens'] }],
    {
      rotation_type: 'non-rotating',
    },
  );
  await consent('vera', management, 'openid read:current_user');
  const { refresh_token } = await start();
  const { body } = await refresh(refresh_token, { audience: management });
  expect(String(body.scope).split(' ')).toEqual(['openid', 'email', 'offline_access', 'read:current_user']);
  const own = await fetch(`${management}users/oidc%7Ccon1%7Cvera`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(own.status).toBe(200);
  expect(JSON.stringify(await own.json())).not.toContain('access_token');
});

test('third parties reach only what their users allowed: policies are not for them', async () => {
  await setPolicies(partner.id, [{ audience: strict, scope: ['read:secrets'] }]);
  const code = await signIn(world.broker, { ...offline, client_id: partner.id, redirect_uri: partner.callback });
  const { body } = await world.redeem(code.code);
  expect((await world.refresh(body.refresh_token, { audience: strict })).body.error).toBe('access_denied');
  expect((await world.refresh(body.refresh_token, { audience: api })).status).toBe(200);
});

test('a code is for the API of its sign-in alone', async () => {
  const { code } = await signIn(world.broker, offline);
  const { body } = await redeem(world.broker, code!, { audience: strict });
  expect(decodeClaims(body.access_token).aud).toContain(api);
});
