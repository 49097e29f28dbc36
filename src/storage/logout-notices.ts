import type { Db } from './tables.ts';

/** The end of a session that an application is to be told of. */
export interface LogoutNotice {
  noticeId: string;
  clientId: string;
  userId: string;
  sid: string;
  initiator: string;
}

export async function insertLogoutNotices(db: Db, notices: readonly LogoutNotice[], now: number): Promise<void> {
  if (notices.length === 0) return;
  await db
    .insertInto('logout_notices')
    .values(
      notices.map((notice) => ({
        notice_id: notice.noticeId,
        client_id: notice.clientId,
        user_id: notice.userId,
        sid: notice.sid,
        initiator: notice.initiator,
        attempts: 0,
        next_attempt_at: now,
        created_at: now,
      })),
    )
    .execute();
}

/** Whether anything is due: a look that takes no lock, for all the times that nothing is. */
export async function hasDueLogoutNotice(db: Db, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('logout_notices')
    .select('notice_id')
    .where('next_attempt_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Applications of which one or more is due. */
export async function listClientsToTell(
  db: Db,
  { now, except, limit }: { now: number; except: readonly string[]; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('clients')
    .select('client_id')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('logout_notices')
          .select('notice_id')
          .whereRef('logout_notices.client_id', '=', 'clients.client_id')
          .where('next_attempt_at', '<=', now),
      ),
    )
    .$if(except.length > 0, (query) => query.where('client_id', 'not in', except))
    .limit(limit)
    .execute();
  return rows.map((row) => row.client_id);
}

/** A notice that is this process's to deliver, until `length` is over. */
export interface ClaimedLogoutNotice extends LogoutNotice {
  /** The number of this attempt. */
  attempts: number;
  createdAt: number;
}

/**
 * Takes some of an application's that are due. The claim is the next attempt's time moved on: whoever dies with it leaves a row that is due
 * again. The condition stands in the update too, where PostgreSQL looks again at rows that somebody else just took.
 */
export async function claimLogoutNotices(
  db: Db,
  { clientId, now, length, limit }: { clientId: string; now: number; length: number; limit: number },
): Promise<ClaimedLogoutNotice[]> {
  const due = db
    .selectFrom('logout_notices')
    .select('notice_id')
    .where('client_id', '=', clientId)
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(limit);
  const rows = await db
    .updateTable('logout_notices')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: now + length }))
    .where('notice_id', 'in', due)
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .execute();
  return rows.map((row) => ({
    noticeId: row.notice_id,
    clientId: row.client_id,
    userId: row.user_id,
    sid: row.sid,
    initiator: row.initiator,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
}

type Claim = Pick<ClaimedLogoutNotice, 'noticeId' | 'attempts'>;

/** The attempt failed. A claim that was overtaken by another changes nothing. */
export async function postponeLogoutNotice(db: Db, { noticeId, attempts }: Claim, nextAttemptAt: number) {
  await db
    .updateTable('logout_notices')
    .set({ next_attempt_at: nextAttemptAt })
    .where('notice_id', '=', noticeId)
    .where('attempts', '=', attempts)
    .execute();
}

/** Nothing is due for this application until then; no attempt is counted. */
export async function postponeLogoutNotices(db: Db, clientId: string, until: number): Promise<void> {
  await db
    .updateTable('logout_notices')
    .set({ next_attempt_at: until })
    .where('client_id', '=', clientId)
    .where('next_attempt_at', '<', until)
    .execute();
}

/** The application has heard of it, or never will. */
export async function removeLogoutNotice(db: Db, { noticeId }: Claim): Promise<void> {
  await db.deleteFrom('logout_notices').where('notice_id', '=', noticeId).execute();
}
