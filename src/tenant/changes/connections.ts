import type { z } from 'zod';
import { type connectionEntry, connectionOptions, webAsset } from '../../contract/index.ts';
import {
  type ConnectionOptions,
  checkOptions,
  findProvider,
  findTrustChanges,
  type Provider,
  resolveEndpoints,
  secretOptions,
} from '../../providers/index.ts';
import { type ConnectionRecord, hasIdentities, saveConnection } from '../../storage/index.ts';
import { openOptions, sealOptions } from '../connections.ts';
import { checkAddresses } from './connection-addresses.ts';
import { type Entry, mergeSettings } from './entries.ts';
import type { Path, Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

export type ConnectionEntry = Entry<z.output<typeof connectionEntry>>;

export const notConnectionSettings = [
  ...['id', 'name', 'strategy', 'options', 'enabled_clients', 'provisioning_ticket_url'],
];

/** Reports what is wrong with the options, in the words of the provider, at the option that each is about. */
function checkWith(provider: Provider, options: ConnectionOptions, path: Path, report: Report): void {
  for (const text of new Set(checkOptions(provider, options))) {
    const [, option, rest] = /^options\.([\w.]+) (.+)$/.exec(text) ?? [];
    report.refuse([...path, ...(option?.split('.') ?? [])], rest ?? text);
  }
}

/** What can be said of a connection of a known strategy without the store; false when it was reported. */
export function checkConnection({ path, checked }: ConnectionEntry, report: Report): boolean {
  const place = [...path, 'options'];
  if (report.check(place, connectionOptions, checked.options) === undefined) return false;
  const { icon_url } = checked.options;
  if (icon_url) report.check([...place, 'icon_url'], webAsset, icon_url);
  // Whether a secret is missing shows only beside what is stored.
  checkWith(findProvider(checked.strategy)!, { client_secret: 'stored', ...checked.options }, place, report);
  return true;
}

function leadsTo(provider: Provider, options: ConnectionOptions): string {
  return JSON.stringify(Object.entries(resolveEndpoints(provider, options)).toSorted());
}

/**
 * Options are replaced whole, as in Auth0; a secret that is left out stays, as long as it is of the same client at the
 * same addresses: whoever may change a connection and not read its secrets must not have them sent elsewhere.
 */
function keepSecrets(provider: Provider, options: ConnectionOptions, stored: ConnectionOptions | undefined) {
  if (!stored || stored.client_id !== options.client_id) return options;
  if (leadsTo(provider, stored) !== leadsTo(provider, options)) return options;
  const kept = secretOptions.filter((name) => !(name in options) && name in stored);
  return { ...options, ...Object.fromEntries(kept.map((name) => [name, stored[name]])) };
}

/**
 * T-D17: identities are kept by issuer, so whoever speaks for the issuer of users who are there speaks for them. That is
 * for whoever runs the server to change, not for everybody who may edit a connection.
 */
async function checkTrust(
  { db, report }: Run,
  path: Path,
  provider: Provider,
  { before, after, connectionId }: { before: ConnectionOptions; after: ConnectionOptions; connectionId: string },
  byOperator: boolean,
): Promise<void> {
  const changed = findTrustChanges(provider, before, after);
  if (changed.length === 0 || !(await hasIdentities(db, connectionId))) return;
  const names = changed.join(', ');
  if (byOperator) report.warn(path, `another ${names} than before speaks for the users of this connection from now on`);
  else {
    report.refuse(
      path,
      `another ${names} would speak for the users who signed in by this connection: make a new connection, or change this one in the tenant file of the server`,
    );
  }
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

/**
 * Writes the connection as the entry wants it; `found` is what is stored of it.
 * @param enabled ids of clients; undefined leaves them as they are
 * @param hasNeighbours there are other connections, for which an answer of this one could be taken
 * @param byOperator the change comes from whoever runs the server
 * @returns its id
 */
export async function applyConnection(
  run: Run,
  { path, checked, given }: ConnectionEntry,
  found: ConnectionRecord | undefined,
  {
    enabled,
    hasNeighbours,
    byOperator,
  }: { enabled: readonly string[] | undefined; hasNeighbours: boolean; byOperator: boolean },
): Promise<string> {
  const { tenant, db, report } = run;
  const { name, strategy } = checked;
  const before = found && readState(run, found);
  const provider = findProvider(strategy)!;
  const options = keepSecrets(provider, checked.options, before?.options);
  const place = [...path, 'options'];
  checkWith(provider, options, place, report);
  checkAddresses(run, place, provider, options, hasNeighbours);
  if (found && before) {
    const change = { before: before.options, after: options, connectionId: found.connectionId };
    await checkTrust(run, place, provider, change, byOperator);
  }
  const enabledClients = enabled ? [...new Set(enabled)].toSorted() : (before?.enabledClients ?? []);
  const settings = mergeSettings(before?.settings ?? {}, given);
  const connectionId = found?.connectionId ?? `con_${tenant.ids.alphanumeric(16)}`;
  await saveChange(run, { section: 'connections', name }, before, { settings, options, enabledClients }, async () => {
    const optionsSealed = sealOptions(tenant, connectionId, options);
    const record = { connectionId, name, strategy, settings, optionsSealed, enabledClients: [...enabledClients] };
    await saveConnection(db, record, tenant.clock.now());
  });
  return connectionId;
}
