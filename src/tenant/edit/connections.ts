import { ValetkeyError } from '../../base/index.ts';
import { connectionEntry, type Given } from '../../contract/index.ts';
import { findProvider, withoutSwitchedOff } from '../../providers/index.ts';
import {
  type ConnectionRecord,
  changeConnectionClients,
  deleteConnection,
  findClientIds,
  keepForgottenConnection,
  listConnections,
} from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { applyConnection, checkConnection, notConnectionSettings } from '../changes/connections.ts';
import { checkEntry, isObject, mergeSettings, toStore } from '../changes/entries.ts';
import type { Run } from '../changes/run.ts';
import { openOptions } from '../connections.ts';
import type { Tenant } from '../tenant.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

async function checkClients({ db, report }: Run, clientIds: readonly string[] | undefined): Promise<void> {
  const known = await findClientIds(db, clientIds ?? []);
  for (const [index, clientId] of (clientIds ?? []).entries()) {
    if (!known.has(clientId)) report.refuse(['enabled_clients', index], 'no client has this id');
  }
}

/** `wanted` is the connection as it shall be, `given` what was said of it. */
async function write(run: Run, wanted: Given, given: Given, stored: readonly ConnectionRecord[], id?: string) {
  const { report } = run;
  const entry = checkEntry([], connectionEntry, wanted, report);
  refuseProblems(report);
  const { checked } = entry!;
  if (!findProvider(checked.strategy)) report.refuse(['strategy'], 'no such strategy is known here');
  else checkConnection(entry!, report);
  const enabled = 'enabled_clients' in given ? (checked.enabled_clients ?? []) : undefined;
  await checkClients(run, enabled);
  refuseProblems(report);
  const found = stored.find(({ connectionId }) => connectionId === id);
  return applyConnection(run, { ...entry!, given: toStore(given, notConnectionSettings) }, found, {
    enabled,
    hasNeighbours: stored.some((record) => record !== found),
    byOperator: false,
  });
}

/**
 * @returns the id of the new connection
 * @throws {ValetkeyError} `connection_exists`
 */
export function createConnection(editor: Editor, given: Given): Promise<string> {
  return edit(editor, async (run) => {
    const stored = await listConnections(run.db);
    if (stored.some(({ name }) => name === given.name)) throw new ValetkeyError('connection_exists');
    return write(run, given, given, stored);
  });
}

function newOptions({ tenant }: Run, found: ConnectionRecord, given: unknown): unknown {
  const before = openOptions(tenant, found);
  const provider = findProvider(found.strategy);
  if (given === undefined) return before;
  return provider && isObject(given) ? withoutSwitchedOff(provider, before, given) : given;
}

/**
 * Changes a connection: `options` whole, the rest member by member; without `display_name` it is the name again, as in Auth0.
 * @throws {ValetkeyError} `unknown_connection`
 */
export function updateConnection(editor: Editor, connectionId: string, given: Given): Promise<string> {
  return edit(editor, async (run) => {
    const stored = await listConnections(run.db);
    const found = stored.find((record) => record.connectionId === connectionId);
    if (!found) throw new ValetkeyError('unknown_connection');
    const { name, strategy, settings } = found;
    const said = { display_name: null, ...given };
    const options = newOptions(run, found, given.options);
    const wanted = { ...mergeSettings(settings, said), name, strategy, options };
    return write(run, wanted, said, stored, connectionId);
  });
}

/**
 * Enables a connection for clients, or disables it for them.
 * @throws {ValetkeyError} `unknown_connection`, and `invalid_body` for a client that is not there
 */
export function updateConnectionClients(
  editor: Editor,
  connectionId: string,
  changes: readonly { readonly client_id: string; readonly status: boolean }[],
): Promise<void> {
  return edit(editor, async (run) => {
    const stored = await listConnections(run.db);
    if (!stored.some((record) => record.connectionId === connectionId)) throw new ValetkeyError('unknown_connection');
    const known = await findClientIds(run.db, [...new Set(changes.map(({ client_id }) => client_id))]);
    for (const [index, { client_id, status }] of changes.entries()) {
      if (status && !known.has(client_id)) run.report.refuse([index, 'client_id'], 'no client has this id');
    }
    refuseProblems(run.report);
    // Of two that contradict each other the later counts.
    const wanted = new Map(changes.map(({ client_id, status }) => [client_id, status]));
    const those = (status: boolean) => [...wanted].filter(([, is]) => is === status).map(([clientId]) => clientId);
    await changeConnectionClients(run.db, connectionId, { enabled: those(true), disabled: those(false) });
  });
}

/**
 * Removes a connection at once: nobody signs in by it any more and its tokens are not served. A sealed copy stays until
 * the vault has erased its grants and taken them back at the IdP (CL-17), which outlives a crash of this process.
 * @returns false when there is none
 */
export function removeConnection(tenant: Tenant, connectionId: string): Promise<boolean> {
  return changeConfiguration(tenant, async (db) => {
    await keepForgottenConnection(db, connectionId, tenant.clock.now());
    return deleteConnection(db, connectionId);
  });
}
