import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type Running, runValetkey, startValetkey } from './start-valetkey.ts';

const run = promisify(execFile);

/** Whether nobody listens there. */
function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * The first of five free ports in a row, with the one 443 above for TLS. Below 32768, from where the system takes ports
 * for others: a free one up there is somebody else's a moment later.
 */
async function freeBlock(): Promise<number> {
  for (;;) {
    const first = 20_000 + randomInt(10_000);
    const wanted = [0, 1, 2, 3, 4, 443].map((step) => first + step);
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) return first;
  }
}

describe('the sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-sandbox-'));
  const running: Running[] = [];
  afterAll(async () => {
    for (const { child, finished } of running) {
      child.kill('SIGKILL');
      await finished;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(args: readonly string[]): Promise<Running> {
    const sandbox = startValetkey(['sandbox', '--data', join(folder, 'data'), ...args], {});
    running.push(sandbox);
    for (let attempt = 0; attempt < 300 && !sandbox.out().includes('Ctrl-C'); attempt += 1) {
      if (sandbox.child.exitCode !== null) throw new Error(sandbox.err());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return sandbox;
  }

  test('the three printed commands work as they are pasted, with and without TLS, on the same data', async () => {
    const port = String(await freeBlock());
    for (const args of [[], ['--tls'], []]) {
      const sandbox = await start(['--port', port, ...args]);
      const printed = sandbox.out();
      const commands = printed
        .slice(printed.indexOf('TOKEN=$('), printed.indexOf('  Ctrl-C'))
        .replace(/^ +TLS .*$/m, '');
      const { stdout } = await run('bash', ['-c', commands]);
      const [profile = '', answer = ''] = stdout.trim().split('\n');
      expect(JSON.parse(profile)).toMatchObject({ user_id: 'github|3', identities: [{ provider: 'github' }] });
      expect(JSON.parse(answer)).toMatchObject({ login: 'ada-lovelace' });
      if (args.length > 0) expect(printed).toContain('NODE_EXTRA_CA_CERTS=');
      sandbox.child.kill('SIGTERM');
      expect((await sandbox.finished).code).toBe(0);
    }
  });

  test('the official auth0 SDK reads a user with nothing but domain, client id and secret', async () => {
    const port = await freeBlock();
    const data = join(folder, 'sdk');
    const sandbox = startValetkey(['sandbox', '--tls', '--port', String(port), '--data', data], {});
    running.push(sandbox);
    while (!sandbox.out().includes('Ctrl-C') && sandbox.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const secret = /client_secret=(\S+)/.exec(sandbox.out())?.[1] ?? '';
    const script = `
      import { ManagementClient } from 'auth0';
      const management = new ManagementClient({ domain: 'localhost:${port + 443}', clientId: 'sandbox-backend', clientSecret: process.env.SECRET });
      const user = await management.users.get('github|3');
      const listed = [];
      for await (const one of await management.users.list()) listed.push(one.user_id);
      const missing = await management.users.get('github|none').catch((error) => error);
      console.log(JSON.stringify({ token: user.identities[0].access_token, listed, missing: missing.body }));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      env: { PATH: process.env.PATH, SECRET: secret, NODE_EXTRA_CA_CERTS: join(data, 'ca.pem') },
    });
    const answer = JSON.parse(stdout);
    expect(answer.token).toMatch(/^gho_/);
    expect(answer.listed).toEqual(['github|3']);
    expect(answer.missing).toMatchObject({ statusCode: 404, errorCode: 'inexistent_user' });
    sandbox.child.kill('SIGTERM');
    await sandbox.finished;
  });

  test.each(['strict', 'google-oauth2', 'github'])(
    'the journey through %s ends with the IdP’s answer',
    async (connection) => {
      const { code, out, err } = await runValetkey(['journey', '--connection', connection], {});
      expect(err).toBe('');
      expect(code).toBe(0);
      expect(out).toContain('ada');
      // Secrets are shortened: no token-like text of more than 40 characters stands in the output.
      expect(out.match(/[A-Za-z0-9_-]{41,}/g) ?? []).toEqual([]);
    },
  );

  test('a journey that fails says so and ends with another code than 0', async () => {
    const { code, err } = await runValetkey(['journey', '--connection', 'nowhere'], {});
    expect(code).toBe(2);
    expect(err).toContain('strict');
  });
});
