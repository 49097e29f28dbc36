import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from './processors.ts';

const program = fileURLToPath(new URL('../../bin/valetkey.cjs', import.meta.url));

/** A command of `valetkey` that runs beside the servers. */
export interface RunningCommand {
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly complaints: string }>;
  /** Kills it with -9; false when it had ended already. */
  kill(): boolean;
}

export function startCommand(args: readonly string[], environment: Readonly<Record<string, string>>): RunningCommand {
  // Beside the load generator, which must not be kept from taking its times.
  const [command = '', ...rest] = pinned('load', ['nice', '-n', '19', process.execPath, program, ...args]);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, complaints }));
  return { ended, kill: () => child.exitCode === null && child.signalCode === null && child.kill('SIGKILL') };
}

/** @throws {Error} when it ends with another code than 0. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { code, complaints } = await startCommand(args, environment).ended;
  if (code !== 0) throw new Error(`valetkey ${args.join(' ')} ended with ${code}\n${complaints}`);
}
