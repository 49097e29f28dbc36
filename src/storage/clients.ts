import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface ClientRecord {
  clientId: string;
  settings: Record<string, unknown>;
  secretHash: string | null;
  secretSealed: Uint8Array | null;
}

const columns = ['client_id', 'settings', 'secret_hash', 'secret_sealed'] as const;

function toRecord(row: {
  client_id: string;
  settings: string;
  secret_hash: string | null;
  secret_sealed: Uint8Array | null;
}): ClientRecord {
  return {
    clientId: row.client_id,
    settings: fromJson<Record<string, unknown>>(row.settings),
    secretHash: row.secret_hash,
    secretSealed: row.secret_sealed,
  };
}

export async function findClient(db: Db, clientId: string): Promise<ClientRecord | undefined> {
  const row = await db.selectFrom('clients').select(columns).where('client_id', '=', clientId).executeTakeFirst();
  return row && toRecord(row);
}

export async function listClients(db: Db): Promise<ClientRecord[]> {
  const rows = await db.selectFrom('clients').select(columns).orderBy('client_id').execute();
  return rows.map(toRecord);
}

export async function saveClient(db: Db, client: ClientRecord, now: number): Promise<void> {
  const values = {
    settings: toJson(client.settings),
    secret_hash: client.secretHash,
    secret_sealed: client.secretSealed,
    updated_at: now,
  };
  await db
    .insertInto('clients')
    .values({ client_id: client.clientId, created_at: now, ...values })
    .onConflict((c) => c.column('client_id').doUpdateSet(values))
    .execute();
}
