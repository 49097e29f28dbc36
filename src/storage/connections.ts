import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface ConnectionRecord {
  connectionId: string;
  name: string;
  strategy: string;
  settings: Record<string, unknown>;
  optionsSealed: Uint8Array;
  enabledClients: string[];
}

/** All connections with the clients they are enabled for: there are at most some hundred, and all fit in memory. */
export async function listConnections(db: Db): Promise<ConnectionRecord[]> {
  const rows = await db.selectFrom('connections').selectAll().orderBy('created_at').orderBy('name').execute();
  const enabled = await db.selectFrom('connection_clients').selectAll().orderBy('client_id').execute();
  const clientsOf = Map.groupBy(enabled, (row) => row.connection_id);
  return rows.map((row) => ({
    connectionId: row.connection_id,
    name: row.name,
    strategy: row.strategy,
    settings: fromJson(row.settings) as Record<string, unknown>,
    optionsSealed: row.options_sealed,
    enabledClients: (clientsOf.get(row.connection_id) ?? []).map((entry) => entry.client_id),
  }));
}

/** Writes the connection and replaces the list of clients it is enabled for. */
export async function saveConnection(db: Db, connection: ConnectionRecord, now: number): Promise<void> {
  const values = {
    settings: toJson(connection.settings),
    options_sealed: connection.optionsSealed,
    updated_at: now,
  };
  const { connectionId, name, strategy } = connection;
  await db
    .insertInto('connections')
    .values({ connection_id: connectionId, name, strategy, created_at: now, ...values })
    .onConflict((c) => c.column('connection_id').doUpdateSet(values))
    .execute();
  await db.deleteFrom('connection_clients').where('connection_id', '=', connectionId).execute();
  if (connection.enabledClients.length === 0) return;
  await db
    .insertInto('connection_clients')
    .values(connection.enabledClients.map((client_id) => ({ connection_id: connectionId, client_id })))
    .execute();
}

/** Enables a connection for some clients and disables it for others. */
export async function changeConnectionClients(
  db: Db,
  connectionId: string,
  { enabled, disabled }: { readonly enabled: readonly string[]; readonly disabled: readonly string[] },
): Promise<void> {
  if (disabled.length > 0) {
    await db
      .deleteFrom('connection_clients')
      .where('connection_id', '=', connectionId)
      .where('client_id', 'in', [...disabled])
      .execute();
  }
  if (enabled.length === 0) return;
  await db
    .insertInto('connection_clients')
    .values(enabled.map((client_id) => ({ connection_id: connectionId, client_id })))
    .onConflict((c) => c.columns(['connection_id', 'client_id']).doNothing())
    .execute();
}

/** False when there is no such connection. Identities that came of it stay. */
export async function deleteConnection(db: Db, connectionId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('connections')
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
