import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientId, clientSecret, startTenant } from './fake-tenant.ts';
import { createHome, runCli, startCli } from './run-cli.ts';

/** Moves the kept token's end to so many seconds from now. */
function setLeft(file: string, seconds: number): void {
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  kept.expiresAt = Date.now() + seconds * 1000;
  kept.obtainedAt = kept.expiresAt - 86_400_000;
  writeFileSync(file, JSON.stringify(kept));
}

test('`valetkey token` prints the token and nothing else, asked for as Auth0 SDKs ask', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const ended = await runCli(['token'], { env: home.env(tenant) });
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'mgmt-token-1\n', stderr: '' });
  const asked = tenant.seen[0];
  expect(asked?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
  expect(asked?.headers['user-agent']).toMatch(/^valetkey\/\d/);
  expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `${tenant.url}/api/v2/`,
  });
});

test('`token --json` prints the whole answer, with the life that is left of a kept token', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  setLeft(home.tokenFile(), 5000);
  const { stdout } = await runCli(['token', '--json'], { env });
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({
    access_token: 'mgmt-token-1',
    token_type: 'Bearer',
    scope: 'read:users read:user_idp_tokens',
  });
  expect(answer.expires_in).toBeLessThanOrEqual(5000);
  expect(answer.expires_in).toBeGreaterThan(4900);
});

test('twenty processes at once make exactly one token request and print the same token', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  const all = await Promise.all(Array.from({ length: 20 }, () => runCli(['token'], { env })));
  expect(all.map((ended) => [ended.code, ended.stdout, ended.stderr])).toEqual(
    Array.from({ length: 20 }, () => [0, 'mgmt-token-1\n', '']),
  );
  expect(tenant.tokenRequests()).toBe(1);
  expect(home.files()).toHaveLength(1);
}, 30_000);

test('a lock of a killed process does not make twenty others wait, nor fetch more than once', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  let arrived = () => {};
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  tenant.state.tokenAnswer = () => {
    arrived();
    return new Promise(() => {});
  };
  const killed = startCli(['token'], { env });
  await asked;
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(home.files().filter((name) => name.endsWith('.lock'))).toHaveLength(1);

  delete tenant.state.tokenAnswer;
  const all = await Promise.all(Array.from({ length: 20 }, () => runCli(['token'], { env })));
  expect(new Set(all.map((ended) => ended.stdout))).toEqual(new Set(['mgmt-token-1\n']));
  // The killed one's request and one more.
  expect(tenant.tokenRequests()).toBe(2);
  expect(home.files()).toHaveLength(1);
}, 30_000);

test('a kept token with 59 s left is replaced', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  setLeft(home.tokenFile(), 59);
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
});

test('a kept token with more than a minute left is kept, and needs no secret', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const { VALETKEY_CLIENT_SECRET: _, ...env } = home.env(tenant);
  await runCli(['token'], { env: home.env(tenant) });
  // Some seconds above 60, for the process takes a moment to start; get-token.test.ts has the exact border.
  setLeft(home.tokenFile(), 70);
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-1\n');
  expect(tenant.tokenRequests()).toBe(1);
});

test('--fresh fetches a new token although the kept one is good, and the new one is kept', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  expect((await runCli(['token', '--fresh'], { env })).stdout).toBe('mgmt-token-2\n');
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
});

test('the token lies in a 0600 file in a 0700 folder, and the secret lies nowhere', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const { stdout, stderr } = await runCli(['token', '--json'], { env: home.env(tenant) });
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
  expect(statSync(home.tokenFile()).mode & 0o777).toBe(0o600);
  const text = readFileSync(home.tokenFile(), 'utf8');
  expect(text).toContain('mgmt-token-1');
  expect(text + stdout + stderr).not.toContain(clientSecret);
});

test('a folder that others could enter is closed to them', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  mkdirSync(home.folder, { recursive: true, mode: 0o755 });
  await runCli(['token'], { env: home.env(tenant) });
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
});

test('a token file that others may read is not used, and is replaced by a private one', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  chmodSync(home.tokenFile(), 0o640);
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
  expect(statSync(home.tokenFile()).mode & 0o777).toBe(0o600);
});

test.runIf(process.getuid?.() === 0)('a token file of another user is not used', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  chownSync(home.tokenFile(), 12345, 12345);
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
});

test.each([
  ['a link', (file: string) => symlinkSync('/dev/null', file)],
  ['half a file', (file: string) => writeFileSync(file, '{"answer":{"acc', { mode: 0o600 })],
  ['other JSON', (file: string) => writeFileSync(file, '{"answer":[]}', { mode: 0o600 })],
])('%s in the place of the token file is not used', async (_, plant) => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  const file = home.tokenFile();
  rmSync(file);
  plant(file);
  expect(await runCli(['token'], { env })).toMatchObject({ code: 0, stdout: 'mgmt-token-2\n' });
  expect(JSON.parse(readFileSync(file, 'utf8')).answer.access_token).toBe('mgmt-token-2');
});

test('without a usable cache folder the token is printed all the same, with a warning', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  writeFileSync(join(home.path, 'cache'), 'a file where the folder should be');
  const ended = await runCli(['token'], { env: home.env(tenant) });
  expect(ended).toMatchObject({ code: 0, stdout: 'mgmt-token-1\n' });
  expect(ended.stderr).toMatch(/the token is not kept, because of .*ENOTDIR|EEXIST/);
});

test('tokens of another client or audience are kept apart', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  await runCli(['token'], { env });
  const other = await runCli(['token', '--client-id', 'other-client'], { env });
  expect(other).toMatchObject({ code: 1, stdout: '' });
  const otherAudience = await runCli(['token', '--audience', 'https://api.example/'], { env });
  expect(otherAudience).toMatchObject({ code: 1, stdout: '' });
  expect(otherAudience.stderr).toMatch(/no API for the audience https:\/\/api\.example\/; check --audience/);
  expect(home.files()).toHaveLength(1);
});

test('a tenant whose tokens have no expires_in gives one each time', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = home.env(tenant);
  tenant.state.expiresIn = undefined;
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-1\n');
  expect((await runCli(['token'], { env })).stdout).toBe('mgmt-token-2\n');
});

test('the secret can come from a file, and AUTH0_* variables are understood', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const file = join(home.path, 'secret');
  writeFileSync(file, `${clientSecret}\n`);
  const env = { XDG_CACHE_HOME: join(home.path, 'cache'), AUTH0_DOMAIN: tenant.url, AUTH0_CLIENT_ID: clientId };
  const fromFile = await runCli(['token', '--client-secret-file', file], { env });
  expect(fromFile).toMatchObject({ code: 0, stdout: 'mgmt-token-1\n' });
  const fromVariable = await runCli(['token', '--fresh'], { env: { ...env, AUTH0_CLIENT_SECRET: clientSecret } });
  expect(fromVariable).toMatchObject({ code: 0, stdout: 'mgmt-token-2\n' });
});

test('a failed request leaves no lock and no file behind', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  const env = { ...home.env(tenant), VALETKEY_CLIENT_SECRET: 'wrong-secret' };
  const ended = await runCli(['token'], { env });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toBe(
    `valetkey: ${new URL(tenant.url).host} gave no token: the client id or its secret is wrong; check client ${clientId} and VALETKEY_CLIENT_SECRET (or the secret file). It said "access_denied: Unauthorized".\n`,
  );
  expect(home.files()).toEqual([]);
});

test('a secret that the tenant repeats does not reach the screen, nor do control characters', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  tenant.state.tokenAnswer = ({ body }) => ({
    status: 401,
    body: {
      error: 'invalid_client',
      error_description: `\u001b[2Jbad: ${new URLSearchParams(body).get('client_secret')}`,
    },
  });
  const { stderr } = await runCli(['token'], { env: home.env(tenant) });
  expect(stderr).toContain('bad: [secret]');
  expect(stderr).not.toContain(clientSecret);
  expect(stderr).not.toContain('\u001b');
});

test.each([
  [
    'no client grant',
    403,
    {
      error: 'access_denied',
      error_description:
        'Client is not authorized to access "x". You need to create a "client-grant" associated to this API.',
    },
    /has no client grant for .*\/api\/v2\/; create one/,
  ],
  [
    'no client grant (2026 text)',
    403,
    { error: 'access_denied', error_description: 'Client "x" is not authorized to access resource server "y".' },
    /has no client grant/,
  ],
  [
    'grant type',
    403,
    { error: 'unauthorized_client', error_description: "Grant type 'client_credentials' not allowed for the client." },
    /add that to the grant types/,
  ],
  ['invalid_client', 401, { error: 'invalid_client' }, /the client id or its secret is wrong/],
  ['limit', 429, { error: 'too_many_requests' }, /limits how many tokens this client gets; try again in 17 s/],
  ['5xx', 503, 'down', /has a problem of its own \(503\); try again later/],
  ['HTML', 404, '<h1>404</h1>', /answered 404, not as a Valetkey or Auth0 tenant does; check --domain/],
  ['redirect', 302, '', /redirects to another place; give --domain the address/],
  ['no token', 200, { hello: 'world' }, /without a usable access_token/],
  ['a token that is no header', 200, { access_token: 'a\nb' }, /without a usable access_token/],
])('the token endpoint answers with %s: one sentence with the fix, exit code 1', async (_, status, body, sentence) => {
  await using tenant = await startTenant();
  using home = createHome();
  tenant.state.tokenAnswer = () => ({
    status,
    body,
    headers: { 'retry-after': '17', location: 'https://other.example/' },
  });
  const ended = await runCli(['token'], { env: home.env(tenant) });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(tenant.tokenRequests()).toBe(1);
});

test('nobody listens: a sentence, not a stack trace', async () => {
  using home = createHome();
  const env = home.env({ url: 'http://127.0.0.1:9' });
  const ended = await runCli(['token'], { env });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^valetkey: http:\/\/127\.0\.0\.1:9 could not be reached: [^\n]+\n$/);
});

test.each([
  [['token'], {}, /no tenant: .*VALETKEY_DOMAIN.*; no client: .*--client-id/],
  [
    ['token'],
    { VALETKEY_DOMAIN: 'acme.example', VALETKEY_CLIENT_ID: 'x' },
    /No client secret: set VALETKEY_CLIENT_SECRET/,
  ],
  [['token', '--domain', 'http://acme.example', '--client-id', 'x'], {}, /must start with https:\/\//],
  [['token', '--domain', 'ftp://acme.example', '--client-id', 'x'], {}, /must start with https:\/\//],
  [['token', '--domain', 'https://u:p@acme.example', '--client-id', 'x'], {}, /must not carry a user name/],
  [['token', '--domain', 'https://acme.example?a', '--client-id', 'x'], {}, /without \? and #/],
  [['token', '--domain', 'a b', '--client-id', 'x'], {}, /is not a URL/],
  [
    ['token', '--domain', 'a.example', '--client-id', 'x', '--client-secret-file', '/nonexistent'],
    {},
    /cannot be read \(ENOENT\)/,
  ],
  [['token', '--nonsense'], {}, /unknown option '--nonsense'/],
  [['nonsense'], {}, /unknown command 'nonsense'/],
  [[], {}, /Usage: valetkey/],
])('usage error %j %j: exit code 2', async (args, env, sentence) => {
  using home = createHome();
  const ended = await runCli(args, { env: { XDG_CACHE_HOME: join(home.path, 'cache'), ...env } });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
});

test.each([['--client-secret=tell-nobody'], ['--client-secret', 'tell-nobody']])(
  'a secret given as an argument (%s) is refused with the reason, and not repeated',
  async (...args) => {
    await using tenant = await startTenant();
    using home = createHome();
    const ended = await runCli(['token', ...args], { env: home.env(tenant) });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/not taken as an argument: other users of this machine can see it/);
    expect(ended.stderr).not.toContain('tell-nobody');
    expect(tenant.tokenRequests()).toBe(0);
    expect(existsSync(home.folder)).toBe(false);
  },
);
