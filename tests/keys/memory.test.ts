import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openStore, purgeErasedBytes, saveIdpTokens } from '../../src/storage/index.ts';
import { freePort } from '../broker/index.ts';
import { newKey, type Running, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';
import { addIdentity, addUser, idpTokens } from '../storage/set-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'valetkey-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe('V-18: the memory of a server is not shown', () => {
  const running: Running[] = [];
  afterEach(async () => {
    for (const { child, finished } of running.splice(0)) {
      child.kill('SIGKILL');
      await finished;
    }
  });

  async function settings(name: string) {
    const port = await freePort();
    return {
      VALETKEY_URL: `http://localhost:${port}`,
      VALETKEY_PORT: String(port),
      VALETKEY_DATABASE_URL: `sqlite:${join(folder, name, 'valetkey.db')}`,
      VALETKEY_KEY: newKey(),
    };
  }

  async function serveWith(options: string[], more: Record<string, string> = {}) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...(await settings('refused')), ...more };
    const child = spawn(process.execPath, [...options, main, 'serve'], { env: env as NodeJS.ProcessEnv });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, err };
  }

  test.each(['--inspect=127.0.0.1:0', '--heapsnapshot-signal=SIGUSR2', '--heapsnapshot-near-heap-limit=1'])(
    'serve refuses %s, before it touches anything',
    async (option) => {
      const { code, err } = await serveWith([option]);
      expect(code).toBe(2);
      expect(err).toContain('VALETKEY_ALLOW_INSPECT');
      expect(readdirSync(folder)).not.toContain('refused');
    },
  );

  test('serve refuses a debugger that comes by NODE_OPTIONS', async () => {
    const { code, err } = await serveWith([], { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
    expect(code).toBe(2);
    expect(err).toContain('VALETKEY_ALLOW_INSPECT');
  });

  test('SIGUSR1, with which Node opens its debugger, opens none', async () => {
    const given = await settings('signal');
    const server = startValetkey(['serve'], given);
    running.push(server);
    await waitUntilReady(server, given.VALETKEY_URL);
    server.child.kill('SIGUSR1');
    // Whoever answers here after the signal has handled it.
    for (let round = 0; round < 20; round += 1) expect((await fetch(`${given.VALETKEY_URL}/health`)).status).toBe(200);
    expect(server.err()).not.toContain('Debugger listening');
  });

  test('VALETKEY_ALLOW_INSPECT=on lets a developer in', async () => {
    const given = {
      ...(await settings('allowed')),
      VALETKEY_ALLOW_INSPECT: 'on',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    };
    const server = startValetkey(['serve'], given);
    running.push(server);
    await waitUntilReady(server, given.VALETKEY_URL);
    expect(server.err()).toContain('Debugger listening');
  });
});

test('T-E18, V-19: after a row is deleted and the log is cut, no file of an SQLite database holds its ciphertext', async () => {
  const path = join(folder, 'erased', 'valetkey.db');
  const store = await openStore({ url: `sqlite:${path}` });
  const marker = Buffer.from('CIPHERTEXT-MARKER-'.repeat(300));
  const holders = () =>
    readdirSync(join(folder, 'erased')).filter((name) =>
      readFileSync(join(folder, 'erased', name)).includes('CIPHERTEXT-MARKER'),
    );
  const identityIds: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    const identityId = await addIdentity(store.db, await addUser(store.db));
    identityIds.push(identityId);
    // Longer than a page, so that pages of it become free.
    await saveIdpTokens(store.db, idpTokens(identityId, { accessToken: marker }));
  }
  expect(holders().length).toBeGreaterThan(0);
  await store.db.deleteFrom('idp_tokens').where('identity_id', 'in', identityIds).execute();
  await purgeErasedBytes(store.db);
  expect(holders()).toEqual([]);
  await store.close();
});
