import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Clock, createKeyEncryptionKey, createKeyring, type Keyring, randomIds } from '../../src/base/index.ts';
import { openStore, type Store } from '../../src/storage/index.ts';
import {
  applyTenantFile,
  formatProblem,
  openTenant,
  readTenantFile,
  type Tenant,
  type TenantFileResult,
} from '../../src/tenant/index.ts';

export const issuer = 'https://login.example.com/';
export const audience = `${issuer}api/v2/`;

/** A database of its own, on each kind of store that this run can reach. */
export interface Database {
  readonly url: string;
  /** The folder with every file of an SQLite database. */
  readonly folder?: string;
  remove(): Promise<void>;
}

export async function createSqliteDatabase(): Promise<Database & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-tenant-'));
  return {
    url: `sqlite:${join(folder, 'valetkey.db')}`,
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createPostgresDatabase(server: string): Promise<Database> {
  const name = `valetkey_tenant_${randomBytes(6).toString('hex')}`;
  async function run(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, remove: () => run(`drop database ${name} with (force)`) };
}

const server = process.env.TEST_DATABASE_URL;

export const databases: readonly { readonly kind: string; create(): Promise<Database> }[] = [
  { kind: 'SQLite', create: createSqliteDatabase },
  ...(server ? [{ kind: 'PostgreSQL', create: () => createPostgresDatabase(server) }] : []),
];

export function createTestKeyring(): Keyring {
  return createKeyring(createKeyEncryptionKey(randomBytes(32)));
}

/** A clock that moves when it is told to. */
export function createTestClock(): Clock & { advance(milliseconds: number): void } {
  let now = Date.UTC(2026, 10, 23);
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

export async function openTestTenant(
  url: string,
  { keyring = createTestKeyring(), clock = createTestClock() }: { keyring?: Keyring; clock?: Clock } = {},
): Promise<{ tenant: Tenant; store: Store }> {
  const store = await openStore({ url });
  try {
    return { store, tenant: await openTenant({ store, keyring, clock, ids: randomIds, issuer }) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The problems of a text that nobody may apply, one line each. */
export function problemsOf(text: string, environment: Record<string, string> = {}): string[] {
  return readTenantFile(text, environment).problems.map(formatProblem);
}

/** Reads a file that is right, and applies it. */
export async function apply(
  tenant: Tenant,
  text: string,
  { environment = {}, checkUrl = () => undefined }: Partial<ApplyOptions> = {},
): Promise<TenantFileResult> {
  const { plan, problems } = readTenantFile(text, environment);
  if (!plan) throw new Error(problems.map(formatProblem).join('\n'));
  return applyTenantFile(tenant, plan, { checkUrl });
}

interface ApplyOptions {
  readonly environment: Record<string, string>;
  checkUrl(url: string): string | undefined;
}
