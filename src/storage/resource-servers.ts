import { sql } from 'kysely';
import { fromJson, toJson } from './json.ts';
import type { Db, ResourceServerTable } from './tables.ts';

export interface ResourceServerRecord {
  resourceServerId: string;
  identifier: string;
  isSystem: boolean;
  settings: Record<string, unknown>;
}

function toRecord(row: ResourceServerTable): ResourceServerRecord {
  return {
    resourceServerId: row.resource_server_id,
    identifier: row.identifier,
    isSystem: row.is_system === 1,
    settings: fromJson(row.settings) as Record<string, unknown>,
  };
}

export async function listResourceServers(db: Db): Promise<ResourceServerRecord[]> {
  return (await db.selectFrom('resource_servers').selectAll().orderBy('identifier').execute()).map(toRecord);
}

/** By id or by identifier: an API is spoken of by either. */
export async function findResourceServerRecord(db: Db, reference: string): Promise<ResourceServerRecord | undefined> {
  const find = (column: 'resource_server_id' | 'identifier') =>
    db.selectFrom('resource_servers').selectAll().where(column, '=', reference).executeTakeFirst();
  const row = (await find('resource_server_id')) ?? (await find('identifier'));
  return row && toRecord(row);
}

/** A page of APIs, by identifier, and how many there are. */
export async function listResourceServerPage(
  db: Db,
  { identifiers, offset, limit }: { identifiers?: readonly string[] | undefined; offset: number; limit: number },
): Promise<{ servers: ResourceServerRecord[]; total: number }> {
  const matching = db
    .selectFrom('resource_servers')
    .$if(identifiers !== undefined, (q) => q.where('identifier', 'in', [...identifiers!]));
  const rows = await matching.selectAll().orderBy('identifier').limit(limit).offset(offset).execute();
  const counted = await matching.select(sql<number | string>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return { servers: rows.map(toRecord), total: Number(counted.count) };
}

/** Removes an API with the grants of clients and users for it; false when there is no such API. */
export async function deleteResourceServer(db: Db, resourceServerId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('resource_servers')
    .where('resource_server_id', '=', resourceServerId)
    .returning('identifier')
    .executeTakeFirst();
  if (!row) return false;
  // Another API that gets this identifier must not find what was granted for this one.
  await db.deleteFrom('client_grants').where('audience', '=', row.identifier).execute();
  await db.deleteFrom('user_grants').where('audience', '=', row.identifier).execute();
  return true;
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
