import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, getManagementToken, m2m, tenantFile } from '../broker/index.ts';
import { newKey, type Running, runValetkey, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';

const folder = mkdtempSync(join(tmpdir(), 'valetkey-revoke-'));
let settings: Record<string, string>;
let server: Running;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  settings = {
    VALETKEY_URL: url,
    VALETKEY_PORT: String(port),
    VALETKEY_KEY: newKey(),
    VALETKEY_DATABASE_URL: `sqlite:${join(folder, 'valetkey.db')}`,
  };
  const tenant = join(folder, 'tenant.yaml');
  writeFileSync(tenant, tenantFile('[]'));
  server = startValetkey(['serve', '--tenant', tenant], settings);
  await waitUntilReady(server, url);
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.finished;
  rmSync(folder, { recursive: true, force: true });
});

const newToken = () => getManagementToken({ url, issuer: `${url}/` });

async function probe(token: string): Promise<number> {
  const response = await fetch(`${url}/api/v2/users/nobody`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

test('RS-15: revoke-tokens ends the tokens of a client on a server that runs, within a second, and leaves its secret', async () => {
  const token = await newToken();
  expect(await probe(token)).toBe(404);
  const { code, out, err } = await runValetkey(['revoke-tokens', m2m.id], settings);
  const ended = performance.now();
  expect(code).toBe(0);
  expect(out).toBe('');
  expect(err).toContain(`client_id ${m2m.id}`);
  expect(err).not.toContain(m2m.secret);
  while ((await probe(token)) === 404 && performance.now() - ended < 3000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(performance.now() - ended).toBeLessThan(1000);
  expect(await probe(token)).toBe(401);
  expect(await probe(await newToken())).toBe(404);
});

test('a client that is not there is one sentence', async () => {
  const { code, err } = await runValetkey(['revoke-tokens', 'nobody'], settings);
  expect(code).toBe(1);
  expect(err).toContain('no client has this name or id');
  expect(err).not.toContain('    at ');
});
