import { countConfigurationChange } from '../../storage/index.ts';
import { applyBranding } from '../changes/branding.ts';
import { applyCustomTexts } from '../changes/custom-text.ts';
import { createReport, type Problem } from '../changes/report.ts';
import type { Run, TenantFileChange } from '../changes/run.ts';
import { applySettings } from '../changes/settings.ts';
import type { Tenant } from '../tenant.ts';
import { applyClientGrants } from './client-grants.ts';
import { applyClients } from './clients.ts';
import { applyConnections } from './connections.ts';
import type { TenantFile } from './read-tenant-file.ts';
import { applyResourceServers } from './resource-servers.ts';

export interface TenantFileOptions {
  /** What is wrong with an address that this server would call; undefined when nothing is. */
  checkUrl(url: string): string | undefined;
}

export interface TenantFileResult {
  /** In the order they were made; empty when there is a problem: nothing was written then. */
  readonly changes: readonly TenantFileChange[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** Names of the clients that got a secret of our making: `readClientSecret` shows it. */
  readonly generatedSecrets: readonly string[];
}

/** Takes back a transaction that turned out to have nothing to write, or that may not be written. */
class NothingToKeep extends Error {}

/**
 * Makes the tenant what the file says, all of it or nothing. What the file does not name stays as it is.
 * Applied again, it changes nothing, and the version of the configuration stays.
 */
export async function applyTenantFile(
  tenant: Tenant,
  file: TenantFile,
  { checkUrl }: TenantFileOptions,
): Promise<TenantFileResult> {
  // Made anew for every attempt, because the store may run the transaction more than once.
  const start = (): Omit<Run, 'db'> => ({
    tenant,
    checkUrl,
    report: createReport(file.lineOf),
    changes: [],
    generatedSecrets: [],
  });
  let run = start();
  try {
    await tenant.store.transaction(async (db) => {
      run = start();
      const inTransaction: Run = { ...run, db };
      // First, for its row lock: two nodes that start with the same new client must not both make it.
      await countConfigurationChange(db);
      await applySettings(inTransaction, file.settings);
      await applyBranding(inTransaction, file.branding);
      await applyCustomTexts(inTransaction, ['prompts', 'customText'], file.customTexts);
      await applyClients(inTransaction, file.clients);
      await applyResourceServers(inTransaction, file.resourceServers);
      await applyConnections(inTransaction, file.connections);
      await applyClientGrants(inTransaction, file.clientGrants);
      if (run.report.problems.length > 0 || run.changes.length === 0) throw new NothingToKeep();
    });
    tenant.configuration.clear();
  } catch (error) {
    if (!(error instanceof NothingToKeep)) throw error;
  }
  const { problems, warnings } = run.report;
  if (problems.length > 0) return { changes: [], problems, warnings, generatedSecrets: [] };
  return { changes: run.changes, problems, warnings, generatedSecrets: run.generatedSecrets };
}
