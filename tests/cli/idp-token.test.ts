import { expect, test } from 'vitest';
import { databaseIdentity, startTenant, userId } from './fake-tenant.ts';
import { createHome, runCli } from './run-cli.ts';

async function setUp() {
  const tenant = await startTenant();
  const home = createHome();
  return {
    tenant,
    home,
    run: (...args: string[]) => runCli(args, { env: home.env(tenant) }),
    async [Symbol.asyncDispose]() {
      home[Symbol.dispose]();
      await tenant[Symbol.asyncDispose]();
    },
  };
}

test('`valetkey idp-token` prints the token of the first identity that has one', async () => {
  await using world = await setUp();
  const ended = await world.run('idp-token', userId);
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'gho_idp-token-1\n', stderr: '' });
});

test('--connection and --identity choose among linked identities; --json tells which it is', async () => {
  await using world = await setUp();
  expect((await world.run('idp-token', userId, '--connection', 'google-oauth2')).stdout).toBe('ya29.idp-token-2\n');
  expect((await world.run('idp-token', userId, '--identity', '2')).stdout).toBe('ya29.idp-token-2\n');
  const { stdout } = await world.run('idp-token', userId, '--json');
  expect(JSON.parse(stdout)).toEqual({
    connection: 'github',
    provider: 'github',
    user_id: 1234567,
    access_token: 'gho_idp-token-1',
    expires_in: 28800,
  });
});

test.each([
  [['--connection', 'corp'], 1, /The user has no connection corp; there are: 0: Users, 1: github, 2: google-oauth2\./],
  [['--identity', '9'], 1, /The user has no identity 9; there are: 0: Users/],
  [['--identity', '0'], 1, /No IdP token is kept for 0: Users; the user has to sign in .* again/],
  [['--identity', 'one'], 2, /It is a number from 0/],
])('%j: a clear word and exit code %i', async (args, code, sentence) => {
  await using world = await setUp();
  const ended = await world.run('idp-token', userId, ...args);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
});

test('no identity carries a token: the missing scope is named', async () => {
  await using world = await setUp();
  world.tenant.state.scope = 'read:users';
  const ended = await world.run('idp-token', userId);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/the client needs the scope read:user_idp_tokens/);
});

test('with the scope, a user without IdP tokens is not blamed on the scope', async () => {
  await using world = await setUp();
  world.tenant.state.identities = [databaseIdentity];
  const ended = await world.run('idp-token', userId);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/No IdP token is kept for 0: Users/);
});

test('a scope that was granted after the token was kept is found by one new token', async () => {
  await using world = await setUp();
  world.tenant.state.scope = 'read:users';
  expect((await world.run('idp-token', userId)).code).toBe(1);
  world.tenant.state.scope = 'read:users read:user_idp_tokens';
  expect(await world.run('idp-token', userId)).toMatchObject({ code: 0, stdout: 'gho_idp-token-1\n' });
  expect(world.tenant.tokenRequests()).toBe(2);
});

test('a kept management token that is refused is replaced once, and the call succeeds', async () => {
  await using world = await setUp();
  await world.run('token');
  world.tenant.state.refused.add('mgmt-token-1');
  expect(await world.run('idp-token', userId)).toMatchObject({ code: 0, stdout: 'gho_idp-token-1\n', stderr: '' });
  expect((await world.run('token')).stdout).toBe('mgmt-token-2\n');
  expect(world.tenant.tokenRequests()).toBe(2);
});

test('a new management token that is refused is not asked for again', async () => {
  await using world = await setUp();
  world.tenant.state.refused.add('mgmt-token-1');
  const ended = await world.run('idp-token', userId);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/refused the management token; .*--audience\. It said "Invalid token"/);
  expect(world.tenant.tokenRequests()).toBe(1);
});

test('an unknown user is named', async () => {
  await using world = await setUp();
  const ended = await world.run('idp-token', 'auth0|nobody');
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/There is no user auth0\|nobody at 127\.0\.0\.1:\d+/);
});

test('a client without read:users is told which scopes it needs', async () => {
  await using world = await setUp();
  world.tenant.state.scope = 'read:clients';
  const ended = await world.run('idp-token', userId);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(
    /may not read users; give its client grant .* the scopes read:users and read:user_idp_tokens/,
  );
});

test.each([
  [429, { message: 'Global limit has been reached' }, /limits how often/],
  [500, '<h1>oops</h1>', /a problem of its own \(500\)/],
  [404, '<h1>nothing</h1>', /not as a Valetkey or Auth0 tenant does; check --domain/],
  [200, '<h1>hello</h1>', /without a usable user; check --domain/],
  [
    200,
    { identities: [{ connection: 'a', provider: 'b', user_id: 'c', access_token: 'x\r\ny: z' }] },
    /without a usable user/,
  ],
])('the users endpoint answers %i %j: one sentence, exit code 1', async (status, body, sentence) => {
  await using world = await setUp();
  world.tenant.state.userAnswer = () => ({ status, body });
  const ended = await world.run('idp-token', userId);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
});
