import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface KillableServer {
  /** Milliseconds from spawn to the first answer. */
  readonly readyAfter: number;
  /** SIGKILL, and the end of the process. */
  kill(): Promise<void>;
  /** What it wrote, errors among it. */
  output(): string;
}

const script = join(import.meta.dirname, 'serve.ts');

export function spawnServer(settings: object): ChildProcess {
  return spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] });
}

export async function killNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts the server and waits until it listens. */
export async function startServer(settings: object): Promise<KillableServer> {
  const began = performance.now();
  const child = spawnServer(settings);
  let text = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('ready\n')) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`the server ended before it was ready:\n${text}`)));
  });
  await ready;
  return { readyAfter: performance.now() - began, kill: () => killNow(child), output: () => text };
}
