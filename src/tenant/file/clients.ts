import { type ClientRecord, listClients } from '../../storage/index.ts';
import { applyClient, type ClientEntry, checkClient, clientEntry, notClientSettings } from '../changes/clients.ts';
import type { Report } from '../changes/report.ts';
import type { Run } from '../changes/run.ts';
import { readEntries, refuseDuplicates } from './entries.ts';

export function readClients(value: unknown, report: Report): ClientEntry[] {
  const entries = readEntries('clients', clientEntry, value, report, notClientSettings);
  refuseDuplicates(entries, 'name', report);
  refuseDuplicates(entries, 'client_id', report);
  for (const entry of entries) checkClient(entry, report);
  return entries;
}

/** The stored client that the entry means: by id, else by name. Undefined for a new one, and for what was reported. */
function findStored(entry: ClientEntry, stored: readonly ClientRecord[], claimed: ReadonlySet<string>, report: Report) {
  const { client_id, name } = entry.checked;
  const byName = stored.filter((record) => record.settings.name === name && !claimed.has(record.clientId));
  if (client_id === undefined) {
    if (byName.length > 1) report.refuse([...entry.path, 'name'], 'several clients have this name: give client_id');
    return byName[0];
  }
  // The file speaks of clients by name, so a name must mean one.
  if (byName.length > 0) report.refuse([...entry.path, 'name'], 'a client with another client_id has this name');
  return stored.find((record) => record.clientId === client_id);
}

export async function applyClients(run: Run, entries: readonly ClientEntry[]): Promise<void> {
  const stored = await listClients(run.db);
  const claimed = new Set(entries.flatMap(({ checked }) => checked.client_id ?? []));
  for (const entry of entries) {
    const before = run.report.problems.length;
    const found = findStored(entry, stored, claimed, run.report);
    // A refused client must not make its name ambiguous for the rest of the file.
    if (run.report.problems.length === before) await applyClient(run, entry, found);
  }
}
