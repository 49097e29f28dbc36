import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface ResourceServerRecord {
  resourceServerId: string;
  identifier: string;
  isSystem: boolean;
  settings: Record<string, unknown>;
}

export async function listResourceServers(db: Db): Promise<ResourceServerRecord[]> {
  const rows = await db.selectFrom('resource_servers').selectAll().orderBy('identifier').execute();
  return rows.map((row) => ({
    resourceServerId: row.resource_server_id,
    identifier: row.identifier,
    isSystem: row.is_system === 1,
    settings: fromJson(row.settings) as Record<string, unknown>,
  }));
}

export async function saveResourceServer(db: Db, server: ResourceServerRecord): Promise<void> {
  const settings = toJson(server.settings);
  await db
    .insertInto('resource_servers')
    .values({
      resource_server_id: server.resourceServerId,
      identifier: server.identifier,
      is_system: server.isSystem ? 1 : 0,
      settings,
    })
    .onConflict((c) => c.column('identifier').doUpdateSet({ settings }))
    .execute();
}

/** Gives an API another identifier, and the grants that name it with it. */
export async function renameResourceServer(db: Db, identifier: string, newIdentifier: string): Promise<void> {
  await db
    .updateTable('resource_servers')
    .set({ identifier: newIdentifier })
    .where('identifier', '=', identifier)
    .execute();
  await db.updateTable('client_grants').set({ audience: newIdentifier }).where('audience', '=', identifier).execute();
}
