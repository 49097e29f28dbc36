import { sql } from 'kysely';
import { isPostgres } from './database-kind.ts';
import type { WebhookDeliveryTable } from './event-tables.ts';
import { fromOptionalJson } from './json.ts';
import type { Db } from './tables.ts';

export interface GrantEventRecord {
  eventId: string;
  at: number;
  type: string;
  userId: string;
  /** The body that webhooks are sent. */
  payload: string;
}

export type DeliveryState = WebhookDeliveryTable['state'];

/** How the telling of one event to one webhook stands. */
export interface DeliveryRecord {
  eventId: string;
  webhookId: string;
  /** Undefined when the webhook is gone. */
  url: string | undefined;
  state: DeliveryState;
  attempts: number;
  outcome: string | null;
  lastAttemptAt: number | null;
  nextAttemptAt: number | null;
  finishedAt: number | null;
}

/** The webhooks that want events of this type; none of them goes away before the caller's transaction ends. */
async function listListeners(db: Db, type: string): Promise<string[]> {
  const postgres = isPostgres(db);
  const rows = await db
    .selectFrom('webhooks')
    .select(['webhook_id', 'events'])
    .orderBy('webhook_id')
    .$if(postgres, (query) => query.forKeyShare())
    .execute();
  return rows
    .filter(({ events }) => fromOptionalJson(events)?.includes(type) !== false)
    .map(({ webhook_id }) => webhook_id);
}

/** The next place in a queue, which is begun if need be. Whoever else writes to this queue waits until we have ended. */
async function takeNumber(db: Db, webhookId: string, { userId, at }: GrantEventRecord): Promise<number> {
  const { last_number } = await db
    .insertInto('webhook_queues')
    .values({
      webhook_id: webhookId,
      user_id: userId,
      last_number: 1,
      next_attempt_at: at,
      lease_id: null,
      lease_expires_at: null,
    })
    .onConflict((c) =>
      c
        .columns(['webhook_id', 'user_id'])
        .doUpdateSet({ last_number: (eb) => eb('webhook_queues.last_number', '+', 1) }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow();
  return last_number;
}

/** Notes an event and queues it for every webhook that wants it. Runs in the transaction that makes it true. */
export async function appendGrantEvent(db: Db, event: GrantEventRecord): Promise<void> {
  const { eventId, at, type, userId, payload } = event;
  await db.insertInto('grant_events').values({ event_id: eventId, at, type, user_id: userId, payload }).execute();
  for (const webhookId of await listListeners(db, type)) {
    await db
      .insertInto('webhook_deliveries')
      .values({
        event_id: eventId,
        webhook_id: webhookId,
        user_id: userId,
        number: await takeNumber(db, webhookId, event),
        state: 'pending',
        attempts: 0,
        outcome: null,
        last_attempt_at: null,
        finished_at: null,
      })
      .execute();
  }
}

export interface GrantEventPage {
  /** Only events with a delivery in this state. */
  state: DeliveryState | undefined;
  /** The id that the page before ended with. */
  after: string | undefined;
  limit: number;
}

/** The newest first. */
export async function listGrantEvents(db: Db, { state, after, limit }: GrantEventPage): Promise<GrantEventRecord[]> {
  const rows = await db
    .selectFrom('grant_events')
    .selectAll()
    .$if(state !== undefined, (query) =>
      query.where('event_id', 'in', (eb) =>
        eb
          .selectFrom('webhook_deliveries')
          .select('event_id')
          .distinct()
          .where('state', '=', state!)
          .$if(after !== undefined, (deliveries) => deliveries.where('event_id', '<', after!))
          .orderBy('event_id', 'desc')
          .limit(limit),
      ),
    )
    .$if(after !== undefined, (query) => query.where('event_id', '<', after!))
    .orderBy('event_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    at: row.at,
    type: row.type,
    userId: row.user_id,
    payload: row.payload,
  }));
}

export async function listDeliveries(db: Db, eventIds: readonly string[]): Promise<DeliveryRecord[]> {
  if (eventIds.length === 0) return [];
  const rows = await db
    .selectFrom('webhook_deliveries as d')
    .leftJoin('webhooks as w', 'w.webhook_id', 'd.webhook_id')
    .leftJoin('webhook_queues as q', (join) =>
      join.onRef('q.webhook_id', '=', 'd.webhook_id').onRef('q.user_id', '=', 'd.user_id'),
    )
    .selectAll('d')
    .select(['w.url', 'q.next_attempt_at'])
    .where('d.event_id', 'in', eventIds)
    .orderBy('d.event_id')
    .orderBy('d.webhook_id')
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    webhookId: row.webhook_id,
    url: row.url ?? undefined,
    state: row.state,
    attempts: row.attempts,
    outcome: row.outcome,
    lastAttemptAt: row.last_attempt_at,
    // Those that were never tried wait for the one before them, and its time is not theirs.
    nextAttemptAt: row.state === 'pending' && row.attempts > 0 ? row.next_attempt_at : null,
    finishedAt: row.finished_at,
  }));
}

/** Removes events from before this time, in one small piece; true when there may be more. */
export async function removeGrantEvents(db: Db, before: number, limit = 1000): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('grant_events')
    .where('event_id', 'in', (eb) =>
      eb.selectFrom('grant_events').select('event_id').where('at', '<', before).orderBy('at').limit(sql.lit(limit)),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}
