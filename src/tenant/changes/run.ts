import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../../storage/index.ts';
import type { Tenant } from '../tenant.ts';
import type { Report } from './report.ts';

export interface TenantFileChange {
  readonly section: 'tenant' | 'branding' | 'prompts' | 'clients' | 'connections' | 'resourceServers' | 'clientGrants';
  readonly name: string;
  readonly action: 'created' | 'updated';
}

/** One run of applying a file, inside its transaction. */
export interface Run {
  readonly tenant: Tenant;
  readonly db: Db;
  readonly report: Report;
  readonly changes: TenantFileChange[];
  /** Names of the clients that got a secret of our making. */
  readonly generatedSecrets: string[];
  /** What is wrong with an address that this server would call; undefined when nothing is. */
  checkUrl(url: string): string | undefined;
}

/** Writes what differs from the stored state, and notes it. `before` is undefined for something new. */
export async function saveChange<T>(
  run: Run,
  change: Omit<TenantFileChange, 'action'>,
  before: T | undefined,
  after: T,
  save: () => Promise<void>,
): Promise<void> {
  if (before !== undefined && isDeepStrictEqual(before, after)) return;
  await save();
  run.changes.push({ ...change, action: before === undefined ? 'created' : 'updated' });
}
