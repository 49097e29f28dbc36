import { sql } from 'kysely';
import { databaseTime } from './database-time.ts';
import type { Db } from './tables.ts';

export interface QueueClaim {
  webhookId: string;
  now: number;
  /** Milliseconds that the lease lasts, by the clock that all nodes share. */
  length: number;
  limit: number;
  /** Nobody else's: it tells this claim apart from every other. */
  leaseId: string;
}

/** A user's queue at one webhook, which this process alone delivers from until the lease ends. */
export interface QueueLease {
  webhookId: string;
  userId: string;
  leaseId: string;
}

/** Whether a webhook is to be told anything now: a look that takes no lock, for all the times that it is not. */
export async function hasDueQueue(db: Db, webhookId: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('webhook_queues')
    .select('user_id')
    .where('webhook_id', '=', webhookId)
    .where('next_attempt_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes some queues of a webhook that are due and that nobody delivers from. */
export async function claimQueues(db: Db, claim: QueueClaim): Promise<QueueLease[]> {
  const { webhookId, now, length, limit, leaseId } = claim;
  const time = databaseTime(db, now);
  const free = sql<boolean>`(lease_expires_at is null or lease_expires_at <= ${time})`;
  const due = db
    .selectFrom('webhook_queues')
    .select('user_id')
    .where('webhook_id', '=', webhookId)
    .where('next_attempt_at', '<=', now)
    .where(free)
    .orderBy('next_attempt_at')
    .limit(limit);
  // The conditions stand here too, where PostgreSQL looks again at rows that somebody else just took.
  const rows = await db
    .updateTable('webhook_queues')
    .set({ lease_id: leaseId, lease_expires_at: sql<number>`${time} + ${sql.lit(length)}` })
    .where('webhook_id', '=', webhookId)
    .where('user_id', 'in', due)
    .where('next_attempt_at', '<=', now)
    .where(free)
    .returning('user_id')
    .execute();
  return rows.map((row) => ({ webhookId, userId: row.user_id, leaseId }));
}

export interface PendingDelivery {
  eventId: string;
  payload: string;
  /** How many there were before. */
  attempts: number;
}

/** What is to be told next about this user: the oldest that is neither delivered nor given up. */
export async function findNextDelivery(
  db: Db,
  { webhookId, userId }: QueueLease,
): Promise<PendingDelivery | undefined> {
  const row = await db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('grant_events as e', 'e.event_id', 'd.event_id')
    .select(['d.event_id', 'e.payload', 'd.attempts'])
    .where('d.webhook_id', '=', webhookId)
    .where('d.user_id', '=', userId)
    .where('d.state', '=', 'pending')
    .orderBy('d.number')
    .limit(1)
    .executeTakeFirst();
  return row && { eventId: row.event_id, payload: row.payload, attempts: row.attempts };
}

/** Ends the lease with the queue as it was, but for the time of the next attempt. False when the lease is another's. */
export async function releaseQueue(
  db: Db,
  { webhookId, userId, leaseId }: QueueLease,
  nextAttemptAt?: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_queues')
    .set({
      lease_id: null,
      lease_expires_at: null,
      ...(nextAttemptAt !== undefined && { next_attempt_at: nextAttemptAt }),
    })
    .where('webhook_id', '=', webhookId)
    .where('user_id', '=', userId)
    .where('lease_id', '=', leaseId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export interface DeliveryAttempt {
  eventId: string;
  attempts: number;
  outcome: string;
  now: number;
}

async function noteAttempt(
  db: Db,
  { webhookId }: QueueLease,
  { eventId, attempts, outcome, now }: DeliveryAttempt,
  end: 'delivered' | 'given_up' | undefined,
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ attempts, outcome, last_attempt_at: now, ...(end && { state: end, finished_at: now }) })
    .where('event_id', '=', eventId)
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .execute();
}

/** The attempt failed; the queue waits. Runs in a transaction. */
export async function postponeDelivery(
  db: Db,
  lease: QueueLease,
  attempt: DeliveryAttempt,
  nextAttemptAt: number,
): Promise<void> {
  if (await releaseQueue(db, lease, nextAttemptAt)) await noteAttempt(db, lease, attempt, undefined);
}

/** The event is through, well or not, and the next one of the user is due at once. Runs in a transaction. */
export async function finishDelivery(
  db: Db,
  lease: QueueLease,
  attempt: DeliveryAttempt,
  state: 'delivered' | 'given_up',
): Promise<void> {
  // First, for the lock: an event that is being queued is waited for, and then seen below.
  if (!(await releaseQueue(db, lease, attempt.now))) return;
  await noteAttempt(db, lease, attempt, state);
  await removeEmptyQueue(db, lease);
}

/** Takes the queue away if nothing is in it. Runs in a transaction that holds the queue's row. */
export async function removeEmptyQueue(db: Db, { webhookId, userId }: Omit<QueueLease, 'leaseId'>): Promise<void> {
  await db
    .deleteFrom('webhook_queues')
    .where('webhook_id', '=', webhookId)
    .where('user_id', '=', userId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('webhook_deliveries as d')
            .select('d.event_id')
            .where('d.webhook_id', '=', webhookId)
            .where('d.user_id', '=', userId)
            .where('d.state', '=', 'pending'),
        ),
      ),
    )
    .execute();
}
