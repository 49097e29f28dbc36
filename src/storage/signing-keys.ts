import { fromJson, toJson } from './json.ts';
import type { Db, SigningKeyTable } from './tables.ts';

export interface SigningKeyRecord {
  kid: string;
  algorithm: string;
  state: 'current' | 'next' | 'previous';
  publicJwk: Record<string, unknown>;
  /** PEM. */
  certificate: string;
  privateSealed: Uint8Array;
  createdAt: number;
  currentSince: number | null;
  currentUntil: number | null;
  revokedAt: number | null;
}

function toRecord(row: SigningKeyTable): SigningKeyRecord {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    state: row.state,
    publicJwk: fromJson(row.public_jwk) as Record<string, unknown>,
    certificate: row.certificate,
    privateSealed: row.private_sealed,
    createdAt: row.created_at,
    currentSince: row.current_since,
    currentUntil: row.current_until,
    revokedAt: row.revoked_at,
  };
}

export async function listSigningKeys(db: Db): Promise<SigningKeyRecord[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('kid').execute();
  return rows.map(toRecord);
}

export async function insertSigningKey(db: Db, key: SigningKeyRecord): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({
      kid: key.kid,
      algorithm: key.algorithm,
      state: key.state,
      public_jwk: toJson(key.publicJwk),
      certificate: key.certificate,
      private_sealed: key.privateSealed,
      created_at: key.createdAt,
      current_since: key.currentSince,
      current_until: key.currentUntil,
      revoked_at: key.revokedAt,
    })
    .execute();
}

/** The next key of each algorithm takes the place of the current one. Call it in a transaction, and add new next keys. */
export async function promoteSigningKeys(db: Db, algorithms: readonly string[], now: number): Promise<void> {
  const ofThese = db.updateTable('signing_keys').where('algorithm', 'in', algorithms);
  await ofThese.set({ state: 'previous', current_until: now }).where('state', '=', 'current').execute();
  await ofThese.set({ state: 'current', current_since: now }).where('state', '=', 'next').execute();
}

/** False for a key that is not there or not `previous`. The time of the first call stays. */
export async function revokeSigningKey(db: Db, kid: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('signing_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
    .where('kid', '=', kid)
    .where('state', '=', 'previous')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Removes keys that signed nothing since then. */
export async function deleteSigningKeys(db: Db, endedBefore: number): Promise<void> {
  await db
    .deleteFrom('signing_keys')
    .where('state', '=', 'previous')
    .where('current_until', '<', endedBefore)
    .execute();
}
