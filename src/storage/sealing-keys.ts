import { sql } from 'kysely';
import type { Db, SealingKeyTable } from './tables.ts';

/** A key-encryption key as the database knows it: never the key itself. */
export interface SealingKeyRecord {
  keyId: string;
  /** One is `active` and seals; `retired` ones may not seal, and nothing is sealed with them. */
  state: SealingKeyTable['state'];
  /** Counts up in the order in which nodes brought the keys. */
  position: number;
  /** A known text that the key has sealed; null once it is retired. */
  canary: Uint8Array | null;
  registeredAt: number;
  /** When it last began to seal; null for one that never did. */
  activatedAt: number | null;
  retiredAt: number | null;
  /** How many data keys it has wrapped, as far as nodes have told. */
  uses: number;
}

export async function listSealingKeys(db: Db): Promise<SealingKeyRecord[]> {
  const rows = await db.selectFrom('sealing_keys').selectAll().orderBy('position').orderBy('key_id').execute();
  return rows.map((row) => ({
    keyId: row.key_id,
    state: row.state,
    position: row.position,
    canary: row.canary,
    registeredAt: row.registered_at,
    activatedAt: row.activated_at,
    retiredAt: row.retired_at,
    uses: row.uses,
  }));
}

export async function findActiveKeyId(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('sealing_keys').select('key_id').where('state', '=', 'active').executeTakeFirst();
  return row?.key_id;
}

/** Adds a key that nobody has brought before. `active` takes effect only where no key is active yet. */
export async function registerSealingKey(
  db: Db,
  key: { keyId: string; canary: Uint8Array; state: 'active' | 'known'; now: number },
): Promise<void> {
  await db
    .insertInto('sealing_keys')
    .values({
      key_id: key.keyId,
      state: key.state,
      position: sql<number>`(select coalesce(max(position), 0) + 1 from sealing_keys)`,
      canary: key.canary,
      registered_at: key.now,
      activated_at: key.state === 'active' ? key.now : null,
      retired_at: null,
      uses: 0,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Makes this the key that seals. Run in a transaction, after `lockSealingNodes`. */
export async function activateSealingKey(db: Db, keyId: string, now: number): Promise<void> {
  await db.updateTable('sealing_keys').set({ state: 'known' }).where('state', '=', 'active').execute();
  await db
    .updateTable('sealing_keys')
    .set({ state: 'active', activated_at: now })
    .where('key_id', '=', keyId)
    .execute();
}

/** From here on the database refuses whatever was sealed with it; see sealed-guards.ts. */
export async function retireSealingKey(db: Db, keyId: string, now: number): Promise<void> {
  await db
    .updateTable('sealing_keys')
    .set({ state: 'retired', canary: null, retired_at: now })
    .where('key_id', '=', keyId)
    .execute();
}

export async function addSealingKeyUses(db: Db, keyId: string, times: number): Promise<void> {
  await db
    .updateTable('sealing_keys')
    .set((eb) => ({ uses: eb('uses', '+', times) }))
    .where('key_id', '=', keyId)
    .execute();
}
