import { WriteConflict } from './failures.ts';
import { fromJson, fromOptionalJson, toJson } from './json.ts';
import type { Db, IdpTokenTable } from './tables.ts';

/** A sealed grant: what is in clear here is all that the database tells of it. */
export interface IdpTokenRecord {
  identityId: string;
  /** The key-encryption key that wrapped `wrappedKey`. */
  keyId: string;
  wrappedKey: Uint8Array;
  accessToken: Uint8Array | null;
  refreshToken: Uint8Array | null;
  idToken: Uint8Array | null;
  tokenType: string;
  /** Seconds, as the IdP said when it gave the token. */
  expiresIn: number | null;
  expiresAt: number | null;
  scopesRequested: string[];
  scopesGranted: string[] | undefined;
  version: number;
  obtainedAt: number;
  /** Fingerprint of the connection's settings that the grant was made with. */
  binding: string | null;
  health: GrantHealthState;
  healthReason: string | null;
  healthChangedAt: number | null;
  /** When the IdP last renewed it; null when it never had to. */
  refreshedAt: number | null;
  failures: number;
  retryAt: number | null;
  /** A refresh was begun whose end is not known. */
  interrupted: boolean;
  /** Keyed fingerprints: which token this is, for the log of reads. Null from before there were any. */
  accessFingerprint: string | null;
  refreshFingerprint: string | null;
  connectionId: string | null;
  /** From when the refresh token counts as idle: when it was obtained or last used. Null when there is none. */
  idleSince: number | null;
}

export type GrantHealthState = IdpTokenTable['health'];

export function toIdpTokenRecord(row: IdpTokenTable): IdpTokenRecord {
  return {
    identityId: row.identity_id,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
    accessToken: row.access_token,
    refreshToken: row.refresh_token,
    idToken: row.id_token,
    tokenType: row.token_type,
    expiresIn: row.expires_in,
    expiresAt: row.expires_at,
    scopesRequested: fromJson(row.scopes_requested),
    scopesGranted: fromOptionalJson(row.scopes_granted),
    version: row.version,
    obtainedAt: row.obtained_at,
    binding: row.binding,
    health: row.health,
    healthReason: row.health_reason,
    healthChangedAt: row.health_changed_at,
    refreshedAt: row.refreshed_at,
    failures: row.failures,
    retryAt: row.retry_at,
    interrupted: row.interrupted === 1,
    accessFingerprint: row.access_fingerprint,
    refreshFingerprint: row.refresh_fingerprint,
    connectionId: row.connection_id,
    idleSince: row.idle_since,
  };
}

/** Who holds the lease is no business of whoever writes tokens. */
type WrittenRow = Omit<IdpTokenTable, 'lease_number' | 'lease_expires_at'>;

function toRow(record: IdpTokenRecord): WrittenRow {
  return {
    identity_id: record.identityId,
    key_id: record.keyId,
    wrapped_key: record.wrappedKey,
    access_token: record.accessToken,
    refresh_token: record.refreshToken,
    id_token: record.idToken,
    token_type: record.tokenType,
    expires_in: record.expiresIn,
    expires_at: record.expiresAt,
    scopes_requested: toJson(record.scopesRequested),
    scopes_granted: record.scopesGranted ? toJson(record.scopesGranted) : null,
    version: record.version,
    obtained_at: record.obtainedAt,
    binding: record.binding,
    health: record.health,
    health_reason: record.healthReason,
    health_changed_at: record.healthChangedAt,
    refreshed_at: record.refreshedAt,
    failures: record.failures,
    retry_at: record.retryAt,
    interrupted: record.interrupted ? 1 : 0,
    access_fingerprint: record.accessFingerprint,
    refresh_fingerprint: record.refreshFingerprint,
    connection_id: record.connectionId,
    idle_since: record.idleSince,
  };
}

export async function findIdpTokens(db: Db, identityId: string): Promise<IdpTokenRecord | undefined> {
  const row = await db.selectFrom('idp_tokens').selectAll().where('identity_id', '=', identityId).executeTakeFirst();
  return row && toIdpTokenRecord(row);
}

/**
 * Writes version n+1 over version n, or version 1 where there was none.
 * @throws {WriteConflict} when somebody else wrote in between; nothing is changed then.
 */
export async function saveIdpTokens(db: Db, record: IdpTokenRecord): Promise<void> {
  if (record.version === 1) {
    await db
      .insertInto('idp_tokens')
      .values({ ...toRow(record), lease_number: 0, lease_expires_at: null })
      .execute();
    return;
  }
  const { numUpdatedRows } = await db
    .updateTable('idp_tokens')
    .set(toRow(record))
    .where('identity_id', '=', record.identityId)
    .where('version', '=', record.version - 1)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new WriteConflict('the IdP tokens were changed at the same time');
}
