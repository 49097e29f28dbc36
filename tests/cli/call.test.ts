import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { githubIdentity, startServer, startTenant, userId } from './fake-tenant.ts';
import { createHome, runCli, startCli } from './run-cli.ts';

async function setUp() {
  const tenant = await startTenant();
  const home = createHome();
  const elsewhere = await startServer({ 'GET /file': () => ({ body: 'from elsewhere' }) });
  const api = await startServer({
    'GET /me': () => ({ body: { login: 'octocat' } }),
    'POST /things': ({ body, headers }) => ({ status: 201, body: { got: body, type: headers['content-type'] } }),
    'DELETE /things': () => ({ status: 204 }),
    'GET /missing': () => ({ status: 404, body: { message: 'Not Found' } }),
    'GET /expired': ({ headers }) =>
      headers.authorization === 'Bearer gho_idp-token-1' ? { status: 401, body: 'expired' } : { body: 'welcome back' },
    'GET /never': () => ({ status: 401, body: 'no' }),
    'GET /moved': () => ({ status: 302, headers: { location: '/me' } }),
    'POST /moved': () => ({ status: 303, headers: { location: '/me' } }),
    'GET /loop': () => ({ status: 302, headers: { location: '/loop' } }),
    'GET /away': () => ({
      status: 302,
      headers: { location: `${elsewhere.url}/file?signed=secret-query` },
      body: 'moved',
    }),
    'GET /large': () => ({ body: 'x'.repeat(5_000_000) }),
  });
  return {
    tenant,
    home,
    api,
    elsewhere,
    call: (path: string, ...args: string[]) =>
      runCli(['call', userId, `${api.url}${path}`, ...args], { env: home.env(tenant) }),
    async [Symbol.asyncDispose]() {
      home[Symbol.dispose]();
      for (const server of [tenant, api, elsewhere]) await server[Symbol.asyncDispose]();
    },
  };
}

test("`valetkey call` sends the user's IdP token as bearer and prints the API's own answer", async () => {
  await using world = await setUp();
  const ended = await world.call('/me');
  expect(ended).toEqual({ code: 0, signal: null, stdout: '{"login":"octocat"}', stderr: '' });
  expect(world.api.seen).toHaveLength(1);
  expect(world.api.seen[0]?.headers.authorization).toBe('Bearer gho_idp-token-1');
  expect(world.api.seen[0]?.headers['user-agent']).toMatch(/^valetkey\/\d/);
});

test('--connection takes the token of that identity; -i prints the status line to stderr only', async () => {
  await using world = await setUp();
  const ended = await world.call('/me', '--connection', 'google-oauth2', '-i');
  expect(ended).toMatchObject({ code: 0, stdout: '{"login":"octocat"}', stderr: 'HTTP 200 OK\n' });
  expect(world.api.seen[0]?.headers.authorization).toBe('Bearer ya29.idp-token-2');
});

test.each([
  [['-d', '{"a":1}'], { got: '{"a":1}', type: 'application/json' }],
  [['-d', 'a=1&b=2'], { got: 'a=1&b=2', type: 'application/x-www-form-urlencoded' }],
  [['-d', 'text', '-H', 'Content-Type: text/plain'], { got: 'text', type: 'text/plain' }],
])('the body of %j is posted', async (args, expected) => {
  await using world = await setUp();
  const ended = await world.call('/things', ...args);
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.stdout)).toEqual(expected);
});

test('a body comes from a file or from standard input; headers and method are passed on', async () => {
  await using world = await setUp();
  const file = join(world.home.path, 'body.json');
  writeFileSync(file, '{"from":"file"}');
  expect(JSON.parse((await world.call('/things', '-d', `@${file}`)).stdout).got).toBe('{"from":"file"}');
  const args = ['call', userId, `${world.api.url}/things`, '-d', '@-', '-H', 'X-One: 1', '-H', 'X-Two: a: b'];
  const fromInput = await runCli(args, { env: world.home.env(world.tenant), input: '{"from":"input"}' });
  expect(JSON.parse(fromInput.stdout).got).toBe('{"from":"input"}');
  expect(world.api.seen.at(-1)?.headers).toMatchObject({ 'x-one': '1', 'x-two': 'a: b' });
  expect(await world.call('/things', '-X', 'delete')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('an answer that is no 2xx is printed, said on stderr, and ends with 22', async () => {
  await using world = await setUp();
  const ended = await world.call('/missing');
  expect(ended).toMatchObject({ code: 22, stdout: '{"message":"Not Found"}' });
  expect(ended.stderr).toBe(`valetkey: ${world.api.url} answered 404 Not Found.\n`);
});

test('on 401 the token is read once more, and the call is made again with it', async () => {
  await using world = await setUp();
  const answers = [githubIdentity, { ...githubIdentity, access_token: 'gho_idp-token-refreshed' }];
  world.tenant.state.userAnswer = () => ({ body: { identities: [answers.shift()] } });
  expect(await world.call('/expired')).toMatchObject({ code: 0, stdout: 'welcome back', stderr: '' });
  expect(world.api.seen.map((entry) => entry.headers.authorization)).toEqual([
    'Bearer gho_idp-token-1',
    'Bearer gho_idp-token-refreshed',
  ]);
});

test('a second 401 is the end: 22, two calls, no more', async () => {
  await using world = await setUp();
  expect(await world.call('/never')).toMatchObject({ code: 22, stdout: 'no' });
  expect(world.api.count('/never')).toBe(2);
  expect(world.tenant.userRequests()).toBe(2);
});

test('a redirect within the origin is followed with the token; a 303 goes on as GET', async () => {
  await using world = await setUp();
  expect(await world.call('/moved')).toMatchObject({ code: 0, stdout: '{"login":"octocat"}' });
  expect(await world.call('/moved', '-d', '{}')).toMatchObject({ code: 0, stdout: '{"login":"octocat"}' });
  expect(world.api.seen.at(-1)).toMatchObject({ method: 'GET', path: '/me', body: '' });
  expect(world.api.seen.at(-1)?.headers.authorization).toBe('Bearer gho_idp-token-1');
});

test('a redirect to another origin is not followed at all, and its query is not printed', async () => {
  await using world = await setUp();
  const ended = await world.call('/away');
  expect(ended).toMatchObject({ code: 22, stdout: 'moved' });
  expect(ended.stderr).toContain(`redirects to ${world.elsewhere.url} (302 Found); the token is not sent there`);
  expect(ended.stderr).not.toContain('secret-query');
  expect(world.elsewhere.seen).toEqual([]);
});

test('a redirect without end is left after five', async () => {
  await using world = await setUp();
  const ended = await world.call('/loop');
  expect(ended.code).toBe(22);
  expect(ended.stderr).toMatch(/redirects again and again/);
  expect(world.api.count('/loop')).toBe(6);
});

test('a large answer arrives whole; a reader that leaves early is no failure', async () => {
  await using world = await setUp();
  const whole = await world.call('/large');
  expect(whole.code).toBe(0);
  expect(whole.stdout).toHaveLength(5_000_000);
  const { child, ended } = startCli(['call', userId, `${world.api.url}/large`], { env: world.home.env(world.tenant) });
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  ['http://api.example/me', [], /The URL must start with https/],
  ['ftp://127.0.0.1/me', [], /The URL must start with https/],
  ['not a url', [], /The URL is not a URL/],
  ['https://user:pass@api.example/', [], /must not carry a user name/],
  ['https://api.example/', ['-H', 'Authorization: Bearer mine'], /Authorization header is the IdP token's own/],
  ['https://api.example/', ['-H', 'nonsense'], /written as -H/],
  ['https://api.example/', ['-X', 'GET', '-d', 'a'], /A GET request has no body/],
  ['https://api.example/', ['-X', 'TRACE'], /The method TRACE cannot be sent/],
  ['https://api.example/', ['-d', '@/nonexistent'], /The body cannot be read \(ENOENT\)/],
])('%s %j is a usage error, before any token is read', async (url, args, sentence) => {
  await using world = await setUp();
  const ended = await runCli(['call', userId, url, ...args], { env: world.home.env(world.tenant) });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
  expect(world.tenant.seen).toEqual([]);
});

test('an API that cannot be reached is told apart from one that answers', async () => {
  await using world = await setUp();
  const ended = await runCli(['call', userId, 'http://127.0.0.1:9/'], { env: world.home.env(world.tenant) });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/could not be reached/);
});
