import { fromJson, toJson } from './json.ts';
import type { ClientGrantTable, Db } from './tables.ts';

export interface ClientGrantRecord {
  clientGrantId: string;
  clientId: string;
  audience: string;
  /** `client` for client credentials, `user` for tokens that users get through the client. */
  subjectType: string;
  settings: Record<string, unknown>;
}

export function toClientGrantRecord(row: ClientGrantTable): ClientGrantRecord {
  return {
    clientGrantId: row.client_grant_id,
    clientId: row.client_id,
    audience: row.audience,
    subjectType: row.subject_type,
    settings: fromJson(row.settings) as Record<string, unknown>,
  };
}

export async function findClientGrant(db: Db, clientGrantId: string): Promise<ClientGrantRecord | undefined> {
  const row = await db
    .selectFrom('client_grants')
    .selectAll()
    .where('client_grant_id', '=', clientGrantId)
    .executeTakeFirst();
  return row && toClientGrantRecord(row);
}

export async function listClientGrants(db: Db, clientId: string): Promise<ClientGrantRecord[]> {
  const rows = await db.selectFrom('client_grants').selectAll().where('client_id', '=', clientId).execute();
  return rows.map(toClientGrantRecord);
}

export async function saveClientGrant(db: Db, grant: ClientGrantRecord): Promise<void> {
  const settings = toJson(grant.settings);
  await db
    .insertInto('client_grants')
    .values({
      client_grant_id: grant.clientGrantId,
      client_id: grant.clientId,
      audience: grant.audience,
      subject_type: grant.subjectType,
      settings,
    })
    .onConflict((c) => c.columns(['client_id', 'audience', 'subject_type']).doUpdateSet({ settings }))
    .execute();
}

/** False when there is no such grant. */
export async function deleteClientGrant(db: Db, clientGrantId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('client_grants')
    .where('client_grant_id', '=', clientGrantId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
