import { type RawBuilder, sql } from 'kysely';
import { fromJson, toJson } from './json.ts';
import type { Db, Flag } from './tables.ts';

/**
 * What tokens are numbered by: configuration is changed one after another, and each change is counted before it is made.
 * So a generation that begins is above all before it, also those of a deleted client with the same id.
 */
const nextGeneration: RawBuilder<number> = sql<number>`(select version from tenant)`;

export interface ClientRecord {
  clientId: string;
  settings: Record<string, unknown>;
  secretHash: string | null;
  secretSealed: Uint8Array | null;
  /** Tokens of the Management API of an earlier generation than this are ended. */
  tokenGeneration: number;
  /** It has, or had, more rights than an administrator below admin can give: they neither change it nor see its secret. */
  keptForAdmins: boolean;
}

export const clientColumns = [
  ...(['client_id', 'settings', 'secret_hash', 'secret_sealed', 'token_generation', 'kept_for_admins'] as const),
] as const;

export function toClientRecord(row: {
  client_id: string;
  settings: string;
  secret_hash: string | null;
  secret_sealed: Uint8Array | null;
  token_generation: number;
  kept_for_admins: Flag;
}): ClientRecord {
  return {
    clientId: row.client_id,
    settings: fromJson<Record<string, unknown>>(row.settings),
    secretHash: row.secret_hash,
    secretSealed: row.secret_sealed,
    tokenGeneration: row.token_generation,
    keptForAdmins: row.kept_for_admins === 1,
  };
}

export async function findClient(db: Db, clientId: string): Promise<ClientRecord | undefined> {
  const row = await db.selectFrom('clients').select(clientColumns).where('client_id', '=', clientId).executeTakeFirst();
  return row && toClientRecord(row);
}

export async function listClients(db: Db): Promise<ClientRecord[]> {
  const rows = await db.selectFrom('clients').select(clientColumns).orderBy('client_id').execute();
  return rows.map(toClientRecord);
}

/** Writes settings and secret. What was said of its tokens, and for whom it is kept, stays. */
export async function saveClient(
  db: Db,
  client: Omit<ClientRecord, 'tokenGeneration' | 'keptForAdmins'>,
  now: number,
): Promise<void> {
  const { name, app_type, is_first_party } = client.settings;
  const values = {
    settings: toJson(client.settings),
    name: String(name ?? ''),
    app_type: typeof app_type === 'string' ? app_type : null,
    is_first_party: is_first_party === false ? (0 as const) : (1 as const),
    secret_hash: client.secretHash,
    secret_sealed: client.secretSealed,
    updated_at: now,
  };
  await db
    .insertInto('clients')
    .values((eb) => ({
      client_id: client.clientId,
      created_at: now,
      kept_for_admins: 0,
      token_generation: eb.fn.coalesce(nextGeneration, sql.lit(0)),
      ...values,
    }))
    .onConflict((c) => c.column('client_id').doUpdateSet(values))
    .execute();
}

/** What changes of a client beside its settings; members that are missing stay as they are. */
export interface ClientCredentials {
  readonly secret?: { readonly hash: string; readonly sealed: Uint8Array };
  /** Also ends the tokens of the Management API that it has. */
  readonly endTokens?: boolean;
}

/** In a change of configuration. False when there is no such client. */
export async function changeClientCredentials(
  db: Db,
  clientId: string,
  { secret, endTokens = false }: ClientCredentials,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('clients')
    .set({
      updated_at: now,
      ...(secret && { secret_hash: secret.hash, secret_sealed: secret.sealed }),
      ...(endTokens && { token_generation: nextGeneration }),
    })
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** For good: what a client could do once it may be given again, by a tenant file for one. */
export async function keepClientForAdmins(db: Db, clientId: string): Promise<void> {
  await db.updateTable('clients').set({ kept_for_admins: 1 }).where('client_id', '=', clientId).execute();
}

/** Removes a client with its grants, its place in connections and all that users allowed it. */
export async function deleteClient(db: Db, clientId: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('clients').where('client_id', '=', clientId).executeTakeFirst();
  return numDeletedRows > 0n;
}
