import type { ClientCredentialTable, Db } from './tables.ts';

export interface ClientCredentialRecord {
  credentialId: string;
  clientId: string;
  kid: string;
  name: string | null;
  algorithm: string;
  /** PEM. */
  publicKey: string;
  createdAt: number;
  updatedAt: number;
  expiresAt: number | null;
}

function toRecord(row: ClientCredentialTable): ClientCredentialRecord {
  return {
    credentialId: row.credential_id,
    clientId: row.client_id,
    kid: row.kid,
    name: row.name,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}

export async function listClientCredentials(db: Db, clientId: string): Promise<ClientCredentialRecord[]> {
  const rows = await db.selectFrom('client_credentials').selectAll().where('client_id', '=', clientId).execute();
  return rows.map(toRecord).sort((a, b) => a.createdAt - b.createdAt || a.credentialId.localeCompare(b.credentialId));
}

/** False when a key of this client has that `kid` already. */
export async function insertClientCredential(db: Db, credential: ClientCredentialRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('client_credentials')
    .values({
      credential_id: credential.credentialId,
      client_id: credential.clientId,
      kid: credential.kid,
      name: credential.name,
      algorithm: credential.algorithm,
      public_key: credential.publicKey,
      created_at: credential.createdAt,
      updated_at: credential.updatedAt,
      expires_at: credential.expiresAt,
    })
    .onConflict((c) => c.columns(['client_id', 'kid']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** False when the client has no such credential. */
export async function setClientCredentialExpiry(
  db: Db,
  clientId: string,
  credentialId: string,
  { expiresAt, now }: { expiresAt: number | null; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('client_credentials')
    .set({ expires_at: expiresAt, updated_at: now })
    .where('credential_id', '=', credentialId)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteClientCredential(db: Db, clientId: string, credentialId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('client_credentials')
    .where('credential_id', '=', credentialId)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
