import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/storage/index.ts';
import type { Broker } from '../broker/index.ts';
import { createDatabase, databaseKinds, decodeClaims, freePort, getTokens, m2m } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { newKey, runValetkey, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';
import { identityOf, tenantOf } from './set-up.ts';

describe.each(databaseKinds)('a server process of its own, on %s', (database) => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-read-log-'));
  let idp: TestIdp;
  let settings: Record<string, string>;
  let url: string;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    idp = await startTestIdp();
    idp.behave({ accessTokenLifetime: 100_000 });
    const port = await freePort();
    url = `http://localhost:${port}`;
    const made = await createDatabase(database, folder);
    drop = made.drop;
    settings = {
      ...{ VALETKEY_URL: url, VALETKEY_PORT: String(port), VALETKEY_KEY: newKey() },
      ...{ VALETKEY_DATABASE_URL: made.url, VALETKEY_ALLOW_PRIVATE_IDPS: 'on' },
    };
    writeFileSync(join(folder, 'tenant.yaml'), tenantOf(idp));
  });
  afterAll(async () => {
    await drop();
    await idp.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function managementToken(): Promise<string> {
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret },
        audience: `${url}/api/v2/`,
      }),
    });
    return String(((await response.json()) as { access_token: string }).access_token);
  }

  test('V-13: killed with -9 as answers arrive: every read that was answered has its entry', async () => {
    const server = startValetkey(['serve', '--tenant', join(folder, 'tenant.yaml')], settings);
    await waitUntilReady(server, url);
    const { id_token } = await getTokens({ url } as Broker, { prompt: 'login' });
    const token = await managementToken();
    const answered: string[] = [];
    const reader = async (): Promise<void> => {
      for (;;) {
        const response = await fetch(`${url}/api/v2/users/${encodeURIComponent(String(decodeClaims(id_token).sub))}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        const { access_token } = identityOf((await response.json()) as Record<string, unknown>);
        if (typeof access_token === 'string') answered.push(access_token);
        if (answered.length === 300) server.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 20 }, reader));
    await server.finished;
    expect(answered.length).toBeGreaterThanOrEqual(300);
    const store = await openStore({ url: settings.VALETKEY_DATABASE_URL! });
    try {
      const rows = await store.db.selectFrom('token_reads').select('log_id').execute();
      expect(rows.length).toBeGreaterThanOrEqual(answered.length);
    } finally {
      await store.close();
    }
  });

  test.runIf(database === 'sqlite')(
    'V-14: audit verify says that all is whole after it, and ends with 1 and the place when something is not',
    async () => {
      const whole = await runValetkey(['audit', 'verify'], settings);
      expect(whole).toMatchObject({ code: 0, out: expect.stringMatching(/^\d{3,} entries of 1 nodes are whole\n$/) });
      const exported = await runValetkey(['audit', 'export'], settings);
      const lines = exported.out.trim().split('\n');
      expect(lines).toHaveLength(Number(/^\d+/.exec(whole.out)?.[0]));
      const lost = await runValetkey(['audit', 'verify', '--end', `1:${lines.length + 1}:any`], settings);
      expect(lost).toMatchObject({
        code: 1,
        err: expect.stringContaining(`entry ${lines.length + 1} of node 1 was removed`),
      });
      const mistyped = await runValetkey(['audit', 'verify', '--end', '17'], settings);
      expect(mistyped).toMatchObject({
        code: 1,
        err: expect.stringContaining('--end takes the text that a server logged'),
      });
      const { log_id, fingerprints } = JSON.parse(lines[9]!);
      expect((await runValetkey(['audit', 'export', '--after', log_id], settings)).out.trim().split('\n')).toEqual(
        lines.slice(10),
      );
      expect(fingerprints.access_token).toMatch(/^[\w-]{22}$/);
      const store = await openStore({ url: settings.VALETKEY_DATABASE_URL! });
      try {
        await store.db.deleteFrom('token_reads').where('sequence', '=', 17).execute();
      } finally {
        await store.close();
      }
      const { code, err } = await runValetkey(['audit', 'verify'], settings);
      expect(code).toBe(1);
      expect(err).toContain('entry 17 of node 1 was removed');
    },
  );

  test.runIf(database === 'sqlite')('audit fingerprint gives that of a token on stdin, and refuses none', async () => {
    const running = startValetkey(['audit', 'fingerprint'], settings);
    running.child.stdin?.end('a-token\n');
    expect((await running.finished).out).toMatch(/^[\w-]{22}\n$/);
    const empty = startValetkey(['audit', 'fingerprint'], settings);
    empty.child.stdin?.end('');
    expect((await empty.finished).code).toBe(2);
  });
});
