import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

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
}

export async function listSigningKeys(db: Db): Promise<SigningKeyRecord[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('kid').execute();
  return rows.map((row) => ({
    kid: row.kid,
    algorithm: row.algorithm,
    state: row.state,
    publicJwk: fromJson(row.public_jwk) as Record<string, unknown>,
    certificate: row.certificate,
    privateSealed: row.private_sealed,
    createdAt: row.created_at,
    currentSince: row.current_since,
  }));
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
    })
    .execute();
}
