import { listResourceServers } from '../../storage/index.ts';
import type { Report } from '../changes/report.ts';
import {
  applyResourceServer,
  checkResourceServer,
  notResourceServerSettings,
  type ResourceServerEntry,
  resourceServerEntry,
} from '../changes/resource-servers.ts';
import type { Run } from '../changes/run.ts';
import { isForeignSystemApi, translateAudience } from './auth0-audiences.ts';
import { readEntries, refuseDuplicates } from './entries.ts';

export function readResourceServers(value: unknown, report: Report): ResourceServerEntry[] {
  const entries = readEntries('resourceServers', resourceServerEntry, value, report, notResourceServerSettings);
  refuseDuplicates(entries, 'identifier', report);
  for (const entry of entries) checkResourceServer(entry, report);
  return entries.filter(({ path, checked }) => {
    if (!isForeignSystemApi(checked.identifier)) return true;
    report.warn(path, 'this API of Auth0 does not exist here: skipped');
    return false;
  });
}

export async function applyResourceServers(run: Run, entries: readonly ResourceServerEntry[]): Promise<void> {
  const { tenant, db, report } = run;
  const stored = await listResourceServers(db);
  for (const entry of entries) {
    const identifier = translateAudience(tenant.issuer, entry.checked.identifier);
    const found = stored.find((server) => server.identifier === identifier);
    if (entry.checked.is_system && !found?.isSystem) {
      report.warn(entry.path, 'this system API does not exist here: skipped');
      continue;
    }
    await applyResourceServer(run, identifier, entry, found);
  }
}
