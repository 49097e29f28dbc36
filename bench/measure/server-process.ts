import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Announcement } from '../servers/announce.ts';
import { pinned } from './processors.ts';

export interface ServerOptions {
  /** File in the repository. */
  readonly program: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly role?: 'server' | 'load';
  /** Folder for the V8 CPU profile of this server. */
  readonly profile?: string | undefined;
}

/** What bench/servers/answer-usage.mjs answers. */
export interface Usage {
  /** Microseconds of processor time, of all threads, in the process and in the system for it. */
  readonly cpu: number;
  /** Bytes. */
  readonly resident: number;
}

/** A server in a process of its own. */
export interface ServerProcess {
  /** Its next message; fails when the process ends first. */
  receive<T>(): Promise<T>;
  /** Fails when the process ends. */
  readonly ended: Promise<never>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const root = new URL('../../', import.meta.url);
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program without waiting for it; what it prints is shown only when it fails. */
export function spawnServer(options: ServerOptions): ServerProcess {
  const profiling = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  const answerUsage = new URL('bench/servers/answer-usage.mjs', root).href;
  const program = fileURLToPath(new URL(options.program, root));
  const node = [process.execPath, ...profiling, '--import', answerUsage, program, ...(options.arguments ?? [])];
  const [command = '', ...rest] = pinned(options.role ?? 'server', node);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...options.environment },
  });
  running.add(child);
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  const exited = once(child, 'exit').finally(() => running.delete(child));
  const ended = exited.then(([code]): never => {
    throw new Error(`${options.program} ended with code ${code}\n${complaints}`);
  });
  // Whoever waits for something races it against this; nobody else has to know.
  ended.catch(() => {});
  const receive = async <T>(): Promise<T> => (await Promise.race([once(child, 'message'), ended]))[0];
  return {
    receive,
    ended,
    usage() {
      const answer = receive<Usage>();
      child.send('usage');
      return answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

export type RunningServer = ServerProcess & { readonly url: string };

/** Starts one of bench/servers and waits until it says that it listens. */
export async function startServer(
  options: ServerOptions,
): Promise<RunningServer & { readonly details: Readonly<Record<string, string>> }> {
  const server = spawnServer({ ...options, program: `bench/servers/${options.program}` });
  const { port, details = {} } = await server.receive<Announcement>();
  return { ...server, url: `http://127.0.0.1:${port}`, details };
}
