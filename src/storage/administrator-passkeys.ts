import type { AdministratorPasskeyTable, PasskeyChallengeTable } from './administrator-tables.ts';
import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface PasskeyRecord {
  passkeyId: string;
  credentialId: string;
  administratorId: string;
  name: string;
  publicKey: string;
  counter: number;
  transports: string[];
  backedUp: boolean;
  createdAt: number;
  lastUsedAt: number | null;
}

function toRecord(row: AdministratorPasskeyTable): PasskeyRecord {
  return {
    passkeyId: row.passkey_id,
    credentialId: row.credential_id,
    administratorId: row.administrator_id,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    transports: fromJson(row.transports),
    backedUp: row.backed_up === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

/** False when this passkey is known already, whosever it is. */
export async function insertPasskey(db: Db, passkey: PasskeyRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('administrator_passkeys')
    .values({
      passkey_id: passkey.passkeyId,
      credential_id: passkey.credentialId,
      administrator_id: passkey.administratorId,
      name: passkey.name,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: toJson(passkey.transports),
      backed_up: passkey.backedUp ? 1 : 0,
      created_at: passkey.createdAt,
      last_used_at: passkey.lastUsedAt,
    })
    .onConflict((c) => c.column('credential_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRecord | undefined> {
  const row = await db
    .selectFrom('administrator_passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row && toRecord(row);
}

export async function listPasskeys(db: Db, administratorId: string): Promise<PasskeyRecord[]> {
  const rows = await db
    .selectFrom('administrator_passkeys')
    .selectAll()
    .where('administrator_id', '=', administratorId)
    .orderBy('created_at')
    .orderBy('passkey_id')
    .execute();
  return rows.map(toRecord);
}

/** Of an authenticator that counts: false when another use got in between, or the count went back. */
export async function countPasskeyUse(
  db: Db,
  credentialId: string,
  { counter, backedUp, now }: { counter: number; backedUp: boolean; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('administrator_passkeys')
    .set({ counter, backed_up: backedUp ? 1 : 0, last_used_at: now })
    .where('credential_id', '=', credentialId)
    // One that does not count says 0 for ever (Web Authentication Level 3 section 6.1.1).
    .where((eb) => eb.or([eb('counter', '<', counter), eb.and([eb('counter', '=', 0), eb(eb.val(counter), '=', 0)])]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deletePasskeys(
  db: Db,
  which: { readonly administratorId: string; readonly passkeyId?: string },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('administrator_passkeys')
    .where('administrator_id', '=', which.administratorId)
    .$if(which.passkeyId !== undefined, (query) => query.where('passkey_id', '=', which.passkeyId!))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export interface PasskeyChallenge {
  challengeHash: string;
  purpose: PasskeyChallengeTable['purpose'];
  boundTo: string;
}

export async function insertPasskeyChallenge(
  db: Db,
  { challengeHash, purpose, boundTo }: PasskeyChallenge,
  expiresAt: number,
): Promise<void> {
  await db
    .insertInto('passkey_challenges')
    .values({ challenge_hash: challengeHash, purpose, bound_to: boundTo, expires_at: expiresAt })
    .execute();
}

/** True for exactly one caller. */
export async function consumePasskeyChallenge(
  db: Db,
  { challengeHash, purpose, boundTo }: PasskeyChallenge,
  now: number,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('passkey_challenges')
    .where('challenge_hash', '=', challengeHash)
    .where('purpose', '=', purpose)
    .where('bound_to', '=', boundTo)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
