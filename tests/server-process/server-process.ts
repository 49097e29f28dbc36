import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServerSettings {
  readonly databaseUrl: string;
  /** 32 bytes in base64. */
  readonly key: string;
  readonly port: number;
  /** This server's own address unless told. */
  readonly issuer?: string;
  /** Tenant file; without it the database is configured already. */
  readonly tenant?: string;
  readonly logLevel?: 'warn' | 'error';
}

export interface ServerProcess {
  readonly child: ChildProcess;
  /** What it wrote beside how far it is: errors. */
  output(): string;
  /** Resolves when it waits to be told what to serve. */
  load(): Promise<void>;
  /** Has it serve; resolves when it listens. */
  serve(settings: ServerSettings): Promise<void>;
  /** A signal, SIGKILL unless told, and the end of the process. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const script = join(import.meta.dirname, 'serve.ts');

/** A process that loads the server and waits to be told what to serve: loading is most of a start. */
export function loadServer(): ServerProcess {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Whoever was killed does not hear what to serve.
  child.stdin.on('error', () => {});
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      child.emit('wrote');
    });
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  function reach(word: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => text.includes(`${word}\n`) && resolve();
      const end = () => reject(new Error(`the server ended before it was ${word}:\n${text}`));
      child.on('wrote', look);
      look();
      if (isOver()) end();
      else child.once('exit', end);
    });
  }
  return {
    child,
    output: () => text.replaceAll(/^(loaded|ready)\n/gm, ''),
    load: () => reach('loaded'),
    serve(settings) {
      child.stdin.end(`${JSON.stringify(settings)}\n`);
      return reach('ready');
    },
    async end(signal = 'SIGKILL') {
      if (isOver()) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Servers one after another; the next is loaded while the one before it works. */
export interface Standby {
  /** A server that loads already. */
  take(): ServerProcess;
  /** Ends the one that was loaded in vain. */
  close(): Promise<void>;
}

export function createStandby(): Standby {
  let next: ServerProcess | undefined;
  return {
    take() {
      const taken = next ?? loadServer();
      next = loadServer();
      return taken;
    },
    async close() {
      await next?.end();
      next = undefined;
    },
  };
}
