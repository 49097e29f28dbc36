import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/valetkey.cjs', import.meta.url));

export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** Nothing of this machine's environment but what a process cannot do without. */
function environmentFor(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, ...settings } as NodeJS.ProcessEnv;
}

export interface Running {
  child: ChildProcess;
  out(): string;
  err(): string;
  finished: Promise<Finished>;
}

/** Starts the real command line as a process of its own. */
export function startValetkey(
  args: readonly string[],
  settings: Record<string, string>,
  file: string = program,
): Running {
  const child = spawn(process.execPath, [file, ...args], { env: environmentFor(settings), stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, out: () => out, err: () => err, finished };
}

export function runValetkey(args: readonly string[], settings: Record<string, string>): Promise<Finished> {
  return startValetkey(args, settings).finished;
}

/** Waits until the server answers, or its process ends. */
export async function waitUntilReady(running: Running, url: string): Promise<void> {
  let ended: Finished | undefined;
  void running.finished.then((finished) => {
    ended = finished;
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (ended) throw new Error(`the server ended with ${ended.code}: ${ended.err}`);
    const ready = await fetch(`${url}/ready`).catch(() => undefined);
    if (ready?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not come up: ${running.err()}`);
}

export function newKey(): string {
  return randomBytes(32).toString('base64');
}
