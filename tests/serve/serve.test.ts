import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, oidcConnection, tenantFile, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { newKey, type Running, runValetkey, startValetkey, waitUntilReady } from './start-valetkey.ts';

describe('valetkey serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-serve-'));
  const key = newKey();
  let idp: TestIdp;
  let settings: Record<string, string>;
  let url: string;
  let tenant: string;
  const running: Running[] = [];

  beforeAll(async () => {
    idp = await startTestIdp();
    const port = await freePort();
    url = `http://localhost:${port}`;
    settings = {
      VALETKEY_URL: url,
      VALETKEY_PORT: String(port),
      VALETKEY_KEY: key,
      VALETKEY_DATABASE_URL: `sqlite:${join(folder, 'valetkey.db')}`,
      VALETKEY_ALLOW_PRIVATE_IDPS: 'on',
      WEB_SECRET: web.secret,
    };
    tenant = join(folder, 'tenant.yaml');
    const text = tenantFile(oidcConnection('con1', idp)).replace(web.secret, '##WEB_SECRET##');
    writeFileSync(tenant, `${text}\nactions: [{ name: something }]\n`);
  });
  afterAll(async () => {
    for (const { child, finished } of running) {
      child.kill('SIGKILL');
      await finished;
    }
    await idp.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('applies the tenant file, serves, and ends cleanly on SIGTERM', async () => {
    const server = startValetkey(['serve', '--tenant', tenant], settings);
    running.push(server);
    await waitUntilReady(server, url);
    expect(server.err()).toContain('actions');
    // Its output is kept, as a log is: no link to the first account is in it.
    expect(server.err()).toContain('valetkey admin link');
    expect(server.err() + server.out()).not.toContain('welcome#');
    const metadata = await fetch(`${url}/.well-known/openid-configuration`);
    expect(await metadata.json()).toMatchObject({ issuer: `${url}/` });
    const token = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: web.id,
        client_secret: web.secret,
        code: 'x',
      }),
    });
    // The secret came from the environment: the client is known, and the code is not.
    expect(await token.json()).toMatchObject({ error: 'invalid_grant' });
    server.child.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    expect(statSync(join(folder, 'valetkey.db')).mode & 0o077).toBe(0);
  });

  test('a second start with the same file changes nothing', async () => {
    const server = startValetkey(['serve', '--tenant', tenant], settings);
    running.push(server);
    await waitUntilReady(server, url);
    server.child.kill('SIGTERM');
    const { err } = await server.finished;
    expect(err).not.toMatch(/created|updated/);
  });

  test('a bad file is refused whole, with every problem, before anything is served', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(
      bad,
      'clients:\n  - name: new-one\n    callbacks: ["javascript:alert(1)"]\n  - client_id: nameless\nconnections:\n  - name: "a b"\n    strategy: nothing-known\n    options: {}\n',
    );
    const { code, err } = await runValetkey(['serve', '--tenant', bad], settings);
    expect(code).toBe(1);
    expect(err).toContain('clients[0].callbacks');
    expect(err).toContain('clients[1].name');
    expect(err).toContain('connections[0]');
    expect(readFileSync(join(folder, 'valetkey.db')).includes('new-one')).toBe(false);
  });

  test('V-08: another key refuses to start, says which is needed, and prints neither', async () => {
    const other = newKey();
    const { code, err } = await runValetkey(['serve'], { ...settings, VALETKEY_KEY: other });
    expect(code).toBe(1);
    expect(err).toMatch(/sealed with key [0-9a-f]{16}/);
    expect(err).not.toContain(other);
    expect(err).not.toContain(key);
  });

  test('a port in use is one sentence', async () => {
    const first = startValetkey(['serve'], settings);
    running.push(first);
    await waitUntilReady(first, url);
    const { code, err } = await runValetkey(['serve'], settings);
    expect(code).toBe(1);
    expect(err).toContain('in use');
    expect(err).not.toContain('    at ');
    first.child.kill('SIGTERM');
    await first.finished;
  });

  test('client-secret shows the secret of a client, and says when there is none', async () => {
    const shown = await runValetkey(['client-secret', web.id], settings);
    expect(shown.out.trim()).toBe(web.secret);
    const publicClient = await runValetkey(['client-secret', 'spa'], settings);
    expect(publicClient.code).toBe(1);
    expect(publicClient.err).toContain('public client');
    const nobody = await runValetkey(['client-secret', 'nobody'], settings);
    expect(nobody.code).toBe(1);
  });

  test('a database that cannot be reached is one sentence, without its password', async () => {
    const { code, err } = await runValetkey(['serve'], {
      ...settings,
      VALETKEY_DATABASE_URL: 'postgres://user:top-secret-pw@127.0.0.1:1/nowhere',
    });
    expect(code).toBe(1);
    expect(err).toContain('cannot start');
    expect(err).not.toContain('top-secret-pw');
    expect(err).not.toContain('    at ');
  });
});
