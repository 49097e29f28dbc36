import { z } from 'zod';
import { connectionName, connectionOptions, connectionSettings } from '../../contract/index.ts';
import {
  type ConnectionOptions,
  checkOptions,
  findProvider,
  isAuth0Strategy,
  type Provider,
  secretOptions,
} from '../../providers/index.ts';
import { type ConnectionRecord, listClients, listConnections, saveConnection } from '../../storage/index.ts';
import { findReferred } from '../client-references.ts';
import { openOptions, sealOptions } from '../connections.ts';
import { checkAddresses } from './connection-addresses.ts';
import { type Entry, mergeSettings, readEntries, refuseDuplicates } from './entries.ts';
import type { Path, Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

const connectionEntry = connectionSettings.extend({
  name: connectionName,
  strategy: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
  /** Names or ids of clients. */
  enabled_clients: z.array(z.string()).optional(),
});

export type ConnectionEntry = Entry<z.output<typeof connectionEntry>>;

const notSettings = ['id', 'name', 'strategy', 'options', 'enabled_clients', 'provisioning_ticket_url'];

/** Reports what is wrong with the options, in the words of the provider, at the option that each is about. */
function checkWith(provider: Provider, options: ConnectionOptions, path: Path, report: Report): void {
  for (const text of new Set(checkOptions(provider, options))) {
    const [, option, rest] = /^options\.([\w.]+) (.+)$/.exec(text) ?? [];
    report.refuse([...path, ...(option?.split('.') ?? [])], rest ?? text);
  }
}

export function readConnections(value: unknown, report: Report): ConnectionEntry[] {
  const entries = readEntries('connections', connectionEntry, value, report, notSettings);
  refuseDuplicates(entries, 'name', report);
  return entries.filter(({ path, checked }) => {
    const provider = findProvider(checked.strategy);
    if (!provider) {
      if (isAuth0Strategy(checked.strategy)) report.warn(path, `${checked.strategy} is not supported yet: skipped`);
      else report.refuse([...path, 'strategy'], 'no such strategy is known');
      return false;
    }
    const place = [...path, 'options'];
    if (report.check(place, connectionOptions, checked.options) === undefined) return false;
    // Whether a secret is missing shows only beside what is stored.
    checkWith(provider, { client_secret: 'stored', ...checked.options }, place, report);
    return true;
  });
}

/** Options are replaced whole, as in Auth0; a secret that the file leaves out stays, as long as it is of the same client. */
function keepSecrets(options: ConnectionOptions, stored: ConnectionOptions | undefined): ConnectionOptions {
  if (stored?.client_id !== options.client_id) return options;
  const kept = secretOptions.filter((name) => !(name in options) && stored !== undefined && name in stored);
  return { ...options, ...Object.fromEntries(kept.map((name) => [name, stored?.[name]])) };
}

interface State {
  readonly settings: ConnectionRecord['settings'];
  readonly options: ConnectionOptions;
  readonly enabledClients: readonly string[];
}

function readState(run: Run, record: ConnectionRecord): State {
  const { settings, enabledClients } = record;
  return { settings, options: openOptions(run.tenant, record), enabledClients: enabledClients.toSorted() };
}

export async function applyConnections(run: Run, entries: readonly ConnectionEntry[]): Promise<void> {
  const { tenant, db, report } = run;
  const clients = await listClients(db);
  const stored = await listConnections(db);
  const names = new Set([...stored, ...entries.map(({ checked }) => checked)].map(({ name }) => name));
  for (const { path, checked, given } of entries) {
    const { name, strategy, enabled_clients } = checked;
    const found = stored.find((record) => record.name === name);
    if (found && found.strategy !== strategy) {
      report.refuse([...path, 'strategy'], 'cannot be changed: it is part of the ids of users');
      continue;
    }
    const before = found && readState(run, found);
    const options = keepSecrets(checked.options, before?.options);
    const place = [...path, 'options'];
    const provider = findProvider(strategy)!;
    checkWith(provider, options, place, report);
    checkAddresses(run, place, provider, options, names.size > 1);

    const enabled = enabled_clients?.flatMap((reference, index) => {
      const refuse = (text: string) => report.refuse([...path, 'enabled_clients', index], text);
      return findReferred(clients, reference, refuse)?.clientId ?? [];
    });
    const enabledClients = enabled ? [...new Set(enabled)].toSorted() : (before?.enabledClients ?? []);
    const settings = mergeSettings(before?.settings ?? {}, given);
    const after = { settings, options, enabledClients };
    await saveChange(run, { section: 'connections', name }, before, after, async () => {
      const connectionId = found?.connectionId ?? `con_${tenant.ids.alphanumeric(16)}`;
      const optionsSealed = sealOptions(tenant, connectionId, options);
      const record = { connectionId, name, strategy, settings, optionsSealed, enabledClients: [...enabledClients] };
      await saveConnection(db, record, tenant.clock.now());
    });
  }
}
