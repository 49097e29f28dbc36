import { connectionEntry } from '../../contract/index.ts';
import { findProvider, isAuth0Strategy } from '../../providers/index.ts';
import { listClients, listConnections } from '../../storage/index.ts';
import {
  applyConnection,
  type ConnectionEntry,
  checkConnection,
  notConnectionSettings,
} from '../changes/connections.ts';
import type { Report } from '../changes/report.ts';
import type { Run } from '../changes/run.ts';
import { findReferred } from '../client-references.ts';
import { readEntries, refuseDuplicates } from './entries.ts';

export function readConnections(value: unknown, report: Report): ConnectionEntry[] {
  const entries = readEntries('connections', connectionEntry, value, report, notConnectionSettings);
  refuseDuplicates(entries, 'name', report);
  return entries.filter((entry) => {
    const { path, checked } = entry;
    if (findProvider(checked.strategy)) return checkConnection(entry, report);
    if (isAuth0Strategy(checked.strategy)) report.warn(path, `${checked.strategy} is not supported yet: skipped`);
    else report.refuse([...path, 'strategy'], 'no such strategy is known');
    return false;
  });
}

export async function applyConnections(run: Run, entries: readonly ConnectionEntry[]): Promise<void> {
  const { db, report } = run;
  const clients = await listClients(db);
  const stored = await listConnections(db);
  const names = new Set([...stored, ...entries.map(({ checked }) => checked)].map(({ name }) => name));
  for (const entry of entries) {
    const { path, checked } = entry;
    const found = stored.find((record) => record.name === checked.name);
    if (found && found.strategy !== checked.strategy) {
      report.refuse([...path, 'strategy'], 'cannot be changed: it is part of the ids of users');
      continue;
    }
    const enabled = checked.enabled_clients?.flatMap((reference, index) => {
      const refuse = (text: string) => report.refuse([...path, 'enabled_clients', index], text);
      return findReferred(clients, reference, refuse)?.clientId ?? [];
    });
    await applyConnection(run, entry, found, { enabled, hasNeighbours: names.size > 1, byOperator: true });
  }
}
