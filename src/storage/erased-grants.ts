import { sql } from 'kysely';
import { WriteConflict } from './failures.ts';
import { type IdentityRecord, type JoinedIdentity, joinedIdentityColumns, toJoinedIdentity } from './identities.ts';
import { type IdpTokenRecord, toIdpTokenRecord } from './idp-tokens.ts';
import { toJson } from './json.ts';
import type { Db } from './tables.ts';

/** A grant with the identity that it belongs to. */
export interface IdentityGrant {
  identity: IdentityRecord;
  tokens: IdpTokenRecord;
}

/** The grants of these identities, each with its owner at that moment; identities without one are left out. */
export async function listGrantsOf(db: Db, identityIds: readonly string[]): Promise<IdentityGrant[]> {
  if (identityIds.length === 0) return [];
  // One query: a grant that was read apart from its owner might be sealed for another by then.
  const rows = await db
    .selectFrom('idp_tokens as t')
    .innerJoin('identities as i', 'i.identity_id', 't.identity_id')
    .selectAll('t')
    .select(joinedIdentityColumns)
    .where('t.identity_id', 'in', identityIds)
    .execute();
  return rows.map((row) => ({ identity: toJoinedIdentity(row as JoinedIdentity), tokens: toIdpTokenRecord(row) }));
}

/** Some identities that still have a grant of this connection. */
export async function listIdentitiesWithGrant(db: Db, connectionId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('identities')
    .innerJoin('idp_tokens', 'idp_tokens.identity_id', 'identities.identity_id')
    .select('identities.identity_id')
    .where('identities.connection_id', '=', connectionId)
    .limit(limit)
    .execute();
  return rows.map((row) => row.identity_id);
}

/** Some grants that were broken, or over without a refresh token, before this time. */
export async function listDeadGrants(db: Db, before: number, limit: number): Promise<string[]> {
  const broken = await db
    .selectFrom('idp_tokens')
    .select('identity_id')
    // Literals, so that SQLite sees that the indexes of dead grants hold what is looked for.
    .where('health', '=', sql.lit('needs_reauthorization'))
    .where('health_changed_at', '<', before)
    .limit(limit)
    .execute();
  const ended = await db
    .selectFrom('idp_tokens')
    .select('identity_id')
    .where('refresh_token', 'is', null)
    .where('health', '=', sql.lit('ok'))
    .where('expires_at', '<', before)
    .limit(limit)
    .execute();
  return [...broken, ...ended].map((row) => row.identity_id);
}

/** Takes the row away with its data key. @throws {WriteConflict} when somebody wrote to it since it was read. */
export async function deleteGrant(db: Db, { identityId, version }: IdpTokenRecord): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('idp_tokens')
    .where('identity_id', '=', identityId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (numDeletedRows !== 1n) throw new WriteConflict('the IdP tokens were changed at the same time');
}

export interface GrantErasure {
  reason: string;
  now: number;
  /** A data key that sealed nothing, in place of the one that is destroyed: the row stays whole for who reads keys. */
  keyId: string;
  wrappedKey: Uint8Array;
}

/**
 * Takes tokens and data key out of the row as its next version; its health stays to be read.
 * @throws {WriteConflict} when somebody wrote to it since it was read.
 */
export async function emptyGrant(db: Db, { identityId, version }: IdpTokenRecord, to: GrantErasure): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('idp_tokens')
    .set((eb) => ({
      access_token: null,
      refresh_token: null,
      id_token: null,
      key_id: to.keyId,
      wrapped_key: to.wrappedKey,
      access_fingerprint: null,
      refresh_fingerprint: null,
      idle_since: null,
      expires_in: null,
      expires_at: null,
      scopes_granted: toJson([]),
      version: version + 1,
      health: 'revoked' as const,
      health_reason: to.reason,
      health_changed_at: to.now,
      failures: 0,
      retry_at: null,
      interrupted: 0 as const,
      // A refresh under way must not end as if nothing had happened.
      lease_number: eb('lease_number', '+', 1),
      lease_expires_at: null,
    }))
    .where('identity_id', '=', identityId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new WriteConflict('the IdP tokens were changed at the same time');
}
