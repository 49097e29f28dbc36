import type { IdpRevocationTable } from './revocation-tables.ts';
import type { Db } from './tables.ts';

export type RevocationState = IdpRevocationTable['state'];

/** What is told of a revocation; nothing in it is secret. */
export interface RevocationRecord {
  revocationId: string;
  state: RevocationState;
  outcome: string | null;
  reason: string;
  /** `way` of the provider's revocation. */
  way: string;
  userId: string;
  connectionId: string;
  connection: string;
  provider: string;
  issuer: string;
  subject: string;
  /** Fingerprint of the connection's settings that the grant was made with. */
  binding: string | null;
  attempts: number;
  nextAttemptAt: number | null;
  createdAt: number;
  lastAttemptAt: number | null;
  finishedAt: number | null;
}

/** The tokens that a revocation needs, under a data key of their own. */
export interface SealedRevocation {
  keyId: string;
  sealed: Uint8Array;
}

function toRecord(row: Omit<IdpRevocationTable, 'key_id' | 'sealed'>): RevocationRecord {
  return {
    revocationId: row.revocation_id,
    state: row.state,
    outcome: row.outcome,
    reason: row.reason,
    way: row.way,
    userId: row.user_id,
    connectionId: row.connection_id,
    connection: row.connection,
    provider: row.provider,
    issuer: row.issuer,
    subject: row.subject,
    binding: row.binding,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    lastAttemptAt: row.last_attempt_at,
    finishedAt: row.finished_at,
  };
}

/** Without `tokens` there is nothing to do any more: the row only tells how it went. */
export async function insertRevocation(
  db: Db,
  record: RevocationRecord,
  tokens: SealedRevocation | undefined,
): Promise<void> {
  await db
    .insertInto('idp_revocations')
    .values({
      revocation_id: record.revocationId,
      state: record.state,
      outcome: record.outcome,
      reason: record.reason,
      way: record.way,
      user_id: record.userId,
      connection_id: record.connectionId,
      connection: record.connection,
      provider: record.provider,
      issuer: record.issuer,
      subject: record.subject,
      binding: record.binding,
      key_id: tokens?.keyId ?? null,
      sealed: tokens?.sealed ?? null,
      attempts: record.attempts,
      next_attempt_at: record.nextAttemptAt,
      created_at: record.createdAt,
      last_attempt_at: record.lastAttemptAt,
      finished_at: record.finishedAt,
    })
    .execute();
}

/** Whether anything is due: a look that takes no lock, for all the times that nothing is. */
export async function hasDueRevocations(db: Db, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('idp_revocations')
    .select('revocation_id')
    .where('state', '=', 'pending')
    .where('next_attempt_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A revocation that is this process's to attempt, until `length` is over. `record.attempts` is its number. */
export interface ClaimedRevocation {
  record: RevocationRecord;
  sealed: Uint8Array;
}

/**
 * Takes some that are due. The claim is the next attempt's time moved on: whoever dies with it leaves a row that is due
 * again. The condition stands in the update too, where PostgreSQL looks again at rows that somebody else just took.
 */
export async function claimRevocations(
  db: Db,
  { now, length, limit }: { now: number; length: number; limit: number },
): Promise<ClaimedRevocation[]> {
  const due = db
    .selectFrom('idp_revocations')
    .select('revocation_id')
    .where('state', '=', 'pending')
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(limit);
  const rows = await db
    .updateTable('idp_revocations')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), last_attempt_at: now, next_attempt_at: now + length }))
    .where('revocation_id', 'in', due)
    .where('state', '=', 'pending')
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .execute();
  return rows.map((row) => ({ record: toRecord(row), sealed: row.sealed ?? new Uint8Array() }));
}

/** Names a claim; one that was overtaken by another changes nothing. */
export interface RevocationClaim {
  revocationId: string;
  attempts: number;
}

/** It is over, well or not: its tokens are erased at once. False when another claim is newer. */
export async function finishRevocation(
  db: Db,
  { revocationId, attempts }: RevocationClaim,
  end: { state: Exclude<RevocationState, 'pending'>; outcome: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('idp_revocations')
    .set({
      state: end.state,
      outcome: end.outcome,
      key_id: null,
      sealed: null,
      next_attempt_at: null,
      finished_at: end.now,
    })
    .where('revocation_id', '=', revocationId)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function postponeRevocation(
  db: Db,
  { revocationId, attempts }: RevocationClaim,
  { outcome, nextAttemptAt }: { outcome: string; nextAttemptAt: number },
): Promise<void> {
  await db
    .updateTable('idp_revocations')
    .set({ outcome, next_attempt_at: nextAttemptAt })
    .where('revocation_id', '=', revocationId)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .execute();
}

/** Leaves an IdP alone that is unwell: what is due there waits, and no attempt is counted. */
export async function putOffRevocations(
  db: Db,
  connectionId: string,
  { now, until }: { now: number; until: number },
): Promise<void> {
  await db
    .updateTable('idp_revocations')
    .set({ next_attempt_at: until })
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'pending')
    .where('next_attempt_at', '<=', now)
    .execute();
}

/** Fresher tokens for the same revocation. False when another claim is newer, or it is over. */
export async function renewRevocationTokens(
  db: Db,
  { revocationId, attempts }: RevocationClaim,
  tokens: SealedRevocation,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('idp_revocations')
    .set({ key_id: tokens.keyId, sealed: tokens.sealed })
    .where('revocation_id', '=', revocationId)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Gives up what is pending for one account and one of these reasons, and erases its tokens. */
export async function supersedeRevocations(
  db: Db,
  account: { connectionId: string; issuer: string; subject: string },
  { reasons, now }: { reasons: readonly string[]; now: number },
): Promise<void> {
  await db
    .updateTable('idp_revocations')
    .set({
      state: 'superseded',
      outcome: 'signed_in_again',
      key_id: null,
      sealed: null,
      next_attempt_at: null,
      finished_at: now,
    })
    .where('connection_id', '=', account.connectionId)
    .where('subject', '=', account.subject)
    .where('issuer', '=', account.issuer)
    .where('state', '=', 'pending')
    .where('reason', 'in', reasons)
    .execute();
}

export interface RevocationPage {
  state: RevocationState | undefined;
  /** The id that the page before ended with. */
  after: string | undefined;
  limit: number;
}

const shownColumns = [
  'revocation_id',
  'state',
  'outcome',
  'reason',
  'way',
  'user_id',
  'connection_id',
  'connection',
  'provider',
  'issuer',
  'subject',
  'binding',
  'attempts',
  'next_attempt_at',
  'created_at',
  'last_attempt_at',
  'finished_at',
] as const satisfies readonly (keyof IdpRevocationTable)[];

/** The newest first; their tokens are not even read. */
export async function listRevocations(db: Db, { state, after, limit }: RevocationPage): Promise<RevocationRecord[]> {
  const rows = await db
    .selectFrom('idp_revocations')
    .select(shownColumns)
    .$if(state !== undefined, (query) => query.where('state', '=', state!))
    .$if(after !== undefined, (query) => query.where('revocation_id', '<', after!))
    .orderBy('revocation_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toRecord);
}

/** Removes what was over before `before`. */
export async function removeRevocations(db: Db, before: number): Promise<void> {
  await db.deleteFrom('idp_revocations').where('finished_at', '<', before).execute();
}
