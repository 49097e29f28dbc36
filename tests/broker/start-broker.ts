import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Application, type Config, createApplication, createLog } from '../../src/app/index.ts';
import { createKeyEncryptionKey, createKeyring, type Keyring, randomIds } from '../../src/base/index.ts';
import { applyTenantFile, formatProblem, readTenantFile } from '../../src/tenant/index.ts';
import { checkAnswers } from './check-answers.ts';
import { createDatabase, type DatabaseKind } from './databases.ts';

/** A clock that tests move; it starts at the real time, because real IdPs live there. */
export function createTestClock(start = Date.now()) {
  let moved = 0;
  const began = start;
  return {
    now: () => began + moved + (Date.now() - began),
    advance(milliseconds: number) {
      moved += milliseconds;
    },
  };
}

/**
 * A port on which somebody may listen in a moment: below those that the system hands out by itself (from 32768), so that
 * no connection takes it meanwhile, and drawn by chance, so that no other worker does.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

export interface BrokerOptions {
  /** Tenant file in YAML; `{idp}` and the like are the caller's to fill in. */
  tenant: string;
  database?: DatabaseKind;
  clock?: ReturnType<typeof createTestClock>;
  /** Opens an existing database again, with its key. */
  databaseUrl?: string;
  keyring?: Keyring;
  port?: number;
  config?: Partial<Config>;
  /** false forgets what is logged, for runs so long that it would fill the memory. */
  keepLog?: boolean;
}

export interface Broker {
  app: Application;
  url: string;
  issuer: string;
  clock: ReturnType<typeof createTestClock>;
  config: Config;
  /** Folder of the SQLite file; undefined on PostgreSQL. */
  folder: string | undefined;
  /** Everything that was logged, as text. */
  logged(): string;
  /** Stops the server and keeps the database. */
  stop(): Promise<void>;
  /** Stops the server and removes the database. */
  close(): Promise<void>;
}

export function newKeyring(): Keyring {
  return createKeyring(createKeyEncryptionKey(randomBytes(32)));
}

/** The real server, in this process, on a real port and a real database. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { clock = createTestClock(), keyring = newKeyring() } = options;
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-test-'));
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: async () => {} }
    : await createDatabase(options.database ?? 'sqlite', folder);
  const port = options.port ?? (await freePort());
  const config: Config = {
    issuer: `http://localhost:${port}/`,
    host: '127.0.0.1',
    port,
    databaseUrl: database.url,
    keyring,
    trustProxy: false,
    allowPrivateIdps: true,
    logLevel: 'debug',
    ...options.config,
  };
  const lines: string[] = [];
  const sink = new PassThrough();
  if (options.keepLog === false) sink.resume();
  else sink.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const app = await createApplication(config, { clock, ids: randomIds, log: createLog('debug', sink) });
  await configure(app, options.tenant);
  const problems = checkAnswers(app.http.server);
  await app.listen();
  let running = true;
  const stop = async () => {
    if (running) await app.close();
    running = false;
  };
  return {
    app,
    url: `http://localhost:${port}`,
    issuer: config.issuer,
    clock,
    config,
    folder,
    logged: () => lines.join(''),
    stop,
    async close() {
      await stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
      if (problems.length > 0) {
        throw new Error(`answers that our own OpenAPI description does not allow:\n${problems.join('\n')}`);
      }
    },
  };
}

/** Applies a tenant file to a running application, as `valetkey serve --tenant` does. */
export async function configure(app: Application, text: string): Promise<readonly string[]> {
  const { plan, problems } = readTenantFile(text, {});
  const result = plan && (await applyTenantFile(app.tenant, plan, { checkUrl: (url) => app.egress.checkUrl(url) }));
  const all = [...problems, ...(result?.problems ?? [])];
  if (all.length > 0) throw new Error(`tenant file refused:\n${all.map(formatProblem).join('\n')}`);
  return result?.warnings ?? [];
}
