import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { clientId, clientSecret, type FakeTenant } from './fake-tenant.ts';

export const guardPath = fileURLToPath(new URL('../../bin/valetkey.cjs', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  /** Flags of node itself. */
  nodeFlags?: string[];
  script?: string;
}

/** The program as a user starts it, with nothing from this environment but the path. */
export function startCli(args: readonly string[], options: RunOptions = {}) {
  const { env = {}, input = '', nodeFlags = [], script = guardPath } = options;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [...nodeFlags, script, ...args],
    { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.on('error', () => {}).end(input);
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.stderr += chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  return { child, ended };
}

/** A home of its own for each test: the cache folder is in it. */
export function createHome() {
  const home = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
  const folder = join(home, 'cache', 'valetkey');
  return {
    path: home,
    folder,
    /** The environment of a configured client. */
    env: (tenant: Pick<FakeTenant, 'url'>) => ({
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      VALETKEY_DOMAIN: tenant.url,
      VALETKEY_CLIENT_ID: clientId,
      VALETKEY_CLIENT_SECRET: clientSecret,
    }),
    files: () => readdirSync(folder).sort(),
    tokenFile: () => join(folder, readdirSync(folder).find((name) => name.endsWith('.json')) ?? 'missing'),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startCli(args, options).ended;
}
