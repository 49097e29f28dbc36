import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface TenantRecord {
  tenantId: string;
  settings: Record<string, unknown>;
  version: number;
}

export async function findTenant(db: Db): Promise<TenantRecord | undefined> {
  const row = await db.selectFrom('tenant').selectAll().executeTakeFirst();
  return row && { tenantId: row.tenant_id, settings: fromJson(row.settings) as never, version: row.version };
}

/** Makes the one tenant of this database unless it is there. */
export async function createTenant(db: Db, tenantId: string): Promise<void> {
  await db
    .insertInto('tenant')
    .values({ tenant_id: tenantId, singleton: 1, settings: toJson({}), version: 1 })
    .onConflict((c) => c.column('singleton').doNothing())
    .execute();
}

export async function findConfigurationVersion(db: Db): Promise<number> {
  return (await db.selectFrom('tenant').select('version').executeTakeFirst())?.version ?? 0;
}

/** Tells every node that configuration changed; called in the transaction that changes it. */
export async function countConfigurationChange(db: Db): Promise<void> {
  await db
    .updateTable('tenant')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .execute();
}

export async function saveTenantSettings(db: Db, settings: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('tenant')
    .set({ settings: toJson(settings) })
    .execute();
}

export async function findSecret(db: Db, name: string): Promise<Uint8Array | undefined> {
  return (await db.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst())?.sealed;
}

/** Keeps the first value that anybody stores under this name. */
export async function insertSecret(db: Db, name: string, sealed: Uint8Array): Promise<void> {
  await db
    .insertInto('secrets')
    .values({ name, sealed })
    .onConflict((c) => c.column('name').doNothing())
    .execute();
}
