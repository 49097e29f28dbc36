import { open, seal } from '../base/index.ts';
import { type ConnectionSettings, connectionSettings } from '../contract/index.ts';
import { type ConnectionOptions, findProvider, type Provider } from '../providers/index.ts';
import { type ConnectionRecord, listConnections as listConnectionRecords } from '../storage/index.ts';
import { findAddressWarnings } from './changes/connection-addresses.ts';
import { connectionOptionsContext } from './sealed-contexts.ts';
import type { Tenant } from './tenant.ts';

/** An IdP as the operator set it up. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  readonly options: ConnectionOptions;
  readonly settings: ConnectionSettings;
  readonly enabledClients: readonly string[];
}

/** The options hold client secrets and whatever else an operator puts there, so they are sealed whole. */
export function sealOptions(tenant: Tenant, connectionId: string, options: ConnectionOptions): Buffer {
  return seal(tenant.keyring, connectionOptionsContext(tenant, connectionId), JSON.stringify(options));
}

export function openOptions(tenant: Tenant, record: ConnectionRecord): ConnectionOptions {
  return JSON.parse(open(tenant.keyring, connectionOptionsContext(tenant, record.connectionId), record.optionsSealed));
}

/** Undefined for a strategy that this version does not know: it is kept in the database and never offered. */
export function openConnection(tenant: Tenant, record: ConnectionRecord): Connection | undefined {
  const provider = findProvider(record.strategy);
  return (
    provider && {
      id: record.connectionId,
      name: record.name,
      provider,
      options: openOptions(tenant, record),
      settings: connectionSettings.parse(record.settings),
      enabledClients: record.enabledClients,
    }
  );
}

/** Those whose strategy this version knows. */
export async function listConnections(tenant: Tenant): Promise<readonly Connection[]> {
  return tenant.configuration.read('connections', async () =>
    (await listConnectionRecords(tenant.store.db)).flatMap((record) => openConnection(tenant, record) ?? []),
  );
}

export async function findConnection(tenant: Tenant, name: string): Promise<Connection | undefined> {
  return (await listConnections(tenant)).find((connection) => connection.name === name);
}

export async function findConnectionById(tenant: Tenant, id: string): Promise<Connection | undefined> {
  return (await listConnections(tenant)).find((connection) => connection.id === id);
}

/** False for a connection that was switched off for sign-in and for connected accounts: its tokens rest (T-B16). */
export function isSwitchedOn({ settings }: Connection): boolean {
  return settings.authentication?.active !== false || settings.connected_accounts?.active === true;
}

/** What to beware of in where it leads, told with every look at it (T-B05, T-B06). */
export async function findConnectionWarnings(tenant: Tenant, connection: Connection): Promise<string[]> {
  const hasNeighbours = (await listConnections(tenant)).length > 1;
  return findAddressWarnings(connection.provider, connection.options, { hasNeighbours });
}

/** True when users may sign in to this client through this connection. */
export function isEnabledFor(connection: Connection, clientId: string): boolean {
  return connection.settings.authentication?.active !== false && connection.enabledClients.includes(clientId);
}

export async function listConnectionsOf(tenant: Tenant, clientId: string): Promise<readonly Connection[]> {
  return (await listConnections(tenant)).filter((connection) => isEnabledFor(connection, clientId));
}
