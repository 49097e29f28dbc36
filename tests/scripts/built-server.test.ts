import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort, getManagementToken, oidcConnection, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { newKey, type Running, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { findBuiltServer } = createRequire(import.meta.url)('../../bin/find-server.cjs') as {
  findBuiltServer(root: string): string | undefined;
};
const folder = mkdtempSync(join(tmpdir(), 'valetkey-built-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds; any time before now. */
const builtAt = 1_700_000_000;

describe('the built server', () => {
  const clone = join(folder, 'clone');
  const built = join(clone, 'dist', 'server', 'main.mjs');
  const inClone = (name: string) => join(clone, name);

  function date(names: readonly string[], seconds: number): void {
    for (const name of names) utimesSync(inClone(name), seconds, seconds);
  }

  beforeEach(() => {
    rmSync(clone, { recursive: true, force: true });
    for (const name of ['src/cli', 'scripts', 'dist/server']) mkdirSync(inClone(name), { recursive: true });
    for (const name of ['src/cli/main.ts', 'package-lock.json', 'scripts/build-server.ts', 'dist/server/main.mjs'])
      writeFileSync(inClone(name), '');
    const read = ['src/cli/main.ts', 'src/cli', 'src', 'package-lock.json', 'scripts/build-server.ts'];
    date(read, builtAt - 1);
    date(['dist/server/main.mjs'], builtAt);
  });

  test('is run as long as nothing has changed since it was built', () => {
    expect(findBuiltServer(clone)).toBe(built);
  });

  test.each(['src/cli/main.ts', 'package-lock.json', 'scripts/build-server.ts'])(
    'is not run when %s has changed since, or in the moment in which the build began',
    (name) => {
      date([name], builtAt + 1);
      expect(findBuiltServer(clone)).toBe(undefined);
      date([name], builtAt);
      expect(findBuiltServer(clone)).toBe(undefined);
    },
  );

  test('is not run when a source file has gone, which only its folder tells', () => {
    date(['src/cli'], builtAt + 1);
    expect(findBuiltServer(clone)).toBe(undefined);
  });

  test('is run where there is no source: in the package', () => {
    rmSync(inClone('src'), { recursive: true });
    expect(findBuiltServer(clone)).toBe(built);
  });
});

describe('the package', () => {
  const home = join(folder, 'package');
  let idp: TestIdp;
  let url: string;
  let server: Running;

  beforeAll(async () => {
    idp = await startTestIdp();
    mkdirSync(home);
    for (const name of ['bin', 'dist', 'package.json']) cpSync(join(root, name), join(home, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
    const tenant = join(folder, 'tenant.yaml');
    writeFileSync(tenant, tenantFile(oidcConnection('con1', idp)));
    const port = await freePort();
    url = `http://localhost:${port}`;
    const settings = {
      VALETKEY_URL: url,
      VALETKEY_PORT: String(port),
      VALETKEY_DATABASE_URL: `sqlite:${join(folder, 'package.db')}`,
      VALETKEY_KEY: newKey(),
      VALETKEY_ALLOW_PRIVATE_IDPS: 'on',
    };
    server = startValetkey(['serve', '--tenant', tenant], settings, join(home, 'bin', 'valetkey.cjs'));
    await waitUntilReady(server, url);
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    await server.finished;
    await idp.close();
  });

  test('serves the dashboard and the pages without the source', async () => {
    const dashboard = await fetch(`${url}/dashboard/`);
    expect(dashboard.status).toBe(200);
    expect(await dashboard.text()).toContain('/dashboard/assets/');
    const page = await fetch(`${url}/authorize?ui_locales=ja`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(400);
    expect(await page.text()).toMatch(/[\u3040-\u30ff]/);
  });

  test('searches on the thread that is a file of its own', async () => {
    const token = await getManagementToken({ url, issuer: `${url}/` });
    const users = await fetch(`${url}/api/v2/users?q=${encodeURIComponent('name:nobody*')}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([users.status, await users.json()]).toEqual([200, []]);
  });

  test('names the licences of the packages whose code is in it', () => {
    const notices = readFileSync(join(home, 'dist', 'server', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['fastify', 'kysely', 'undici', 'zod']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});
