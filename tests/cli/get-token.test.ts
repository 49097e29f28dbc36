import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../src/base/index.ts';
import { tryLock } from '../../src/cli/tenant-client/file-lock.ts';
import { getToken } from '../../src/cli/tenant-client/get-token.ts';
import { prepareFolder } from '../../src/cli/tenant-client/token-file.ts';
import { clientId, clientSecret, startTenant } from './fake-tenant.ts';
import { createHome } from './run-cli.ts';

function settingsFor(url: string) {
  const readSecret = () => new Secret(clientSecret);
  return { issuer: `${url}/`, clientId, audience: `${url}/api/v2/`, readSecret };
}

test.each([
  [61_000, 'mgmt-token-1'],
  [60_000, 'mgmt-token-1'],
  [59_999, 'mgmt-token-2'],
  [59_000, 'mgmt-token-2'],
  [-1, 'mgmt-token-2'],
])('with %i ms of its life left, the next caller gets %s', async (left, expected) => {
  await using tenant = await startTenant();
  using home = createHome();
  let now = 1_800_000_000_000;
  const request = { settings: settingsFor(tenant.url), folder: home.folder, clock: { now: () => now } };
  const first = await getToken(request);
  expect(first).toMatchObject({ fromFile: false, expiresAt: now + 86_400_000 });
  now += 86_400_000 - left;
  expect((await getToken(request)).answer.access_token).toBe(expected);
});

test('a refused token is replaced once; who comes with the same refusal gets the replacement', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  let now = 1_800_000_000_000;
  const request = { settings: settingsFor(tenant.url), folder: home.folder, clock: { now: () => now++ } };
  await getToken(request);
  const refused = { ...request, refused: 'mgmt-token-1' };
  expect((await getToken(refused)).answer.access_token).toBe('mgmt-token-2');
  expect(await getToken(refused)).toMatchObject({ answer: { access_token: 'mgmt-token-2' }, fromFile: true });
  expect(tenant.tokenRequests()).toBe(2);
});

test('callers at the same time share one request even when tokens live shorter than a minute', async () => {
  await using tenant = await startTenant();
  using home = createHome();
  tenant.state.expiresIn = 30;
  const request = { settings: settingsFor(tenant.url), folder: home.folder, clock: { now: () => 1_800_000_000_000 } };
  const all = await Promise.all(Array.from({ length: 10 }, () => getToken(request)));
  expect(new Set(all.map((token) => token.answer.access_token))).toEqual(new Set(['mgmt-token-1']));
  expect(tenant.tokenRequests()).toBe(1);
});

test('the lock has one holder, and giving it back lets the next one in', () => {
  using home = createHome();
  prepareFolder(home.folder);
  const path = join(home.folder, 'a.lock');
  const unlock = tryLock(path);
  expect(unlock).toBeTypeOf('function');
  expect(tryLock(path)).toBeUndefined();
  unlock?.();
  expect(existsSync(path)).toBe(false);
  tryLock(path)?.();
});

const aMinuteAgo = () => Date.now() / 1000 - 60;

test.each([
  ['of a process that is gone', `${hostname()} 999999999 abc`, 0],
  ['older than any request may take, whoever holds it', `other-host 1 abc`, aMinuteAgo()],
  ['whose writer was killed before it wrote its name', '', aMinuteAgo()],
])('a lock %s is removed, and the next try gets it', (_, content, time) => {
  using home = createHome();
  prepareFolder(home.folder);
  const path = join(home.folder, 'a.lock');
  writeFileSync(path, content);
  if (time) utimesSync(path, time, time);
  expect(tryLock(path)).toBeUndefined();
  expect(tryLock(path)).toBeTypeOf('function');
});

test.each([
  ['of a running process', `${hostname()} ${process.pid} abc`],
  ['of another machine', `other-host 999999999 abc`],
  ['that is just being written', ''],
])('a new lock %s stays', (_, content) => {
  using home = createHome();
  prepareFolder(home.folder);
  const path = join(home.folder, 'a.lock');
  writeFileSync(path, content);
  expect(tryLock(path)).toBeUndefined();
  expect(tryLock(path)).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test('a process killed while removing a dead lock does not block the others', () => {
  using home = createHome();
  prepareFolder(home.folder);
  const path = join(home.folder, 'a.lock');
  writeFileSync(path, `${hostname()} 999999999 abc`);
  writeFileSync(`${path}.removal`, '');
  expect(tryLock(path)).toBeUndefined();
  expect(existsSync(`${path}.removal`)).toBe(true);
  utimesSync(`${path}.removal`, aMinuteAgo(), aMinuteAgo());
  tryLock(path);
  tryLock(path);
  expect(tryLock(path)).toBeTypeOf('function');
});
