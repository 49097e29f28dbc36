import { fromOptionalJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface WebhookRecord {
  webhookId: string;
  url: string;
  /** Types of events; undefined for all. */
  events: string[] | undefined;
  secretSealed: Uint8Array;
}

/** All webhooks: there are a handful. */
export async function listWebhooks(db: Db): Promise<WebhookRecord[]> {
  const rows = await db.selectFrom('webhooks').selectAll().orderBy('webhook_id').execute();
  return rows.map((row) => ({
    webhookId: row.webhook_id,
    url: row.url,
    events: fromOptionalJson(row.events),
    secretSealed: row.secret_sealed,
  }));
}

export async function saveWebhook(db: Db, webhook: WebhookRecord, now: number): Promise<void> {
  const values = {
    events: webhook.events ? toJson(webhook.events) : null,
    secret_sealed: webhook.secretSealed,
    updated_at: now,
  };
  await db
    .insertInto('webhooks')
    .values({ webhook_id: webhook.webhookId, url: webhook.url, created_at: now, ...values })
    .onConflict((c) => c.column('webhook_id').doUpdateSet(values))
    .execute();
}

/** Takes a webhook away; what it was not told yet is given up. */
export async function removeWebhook(db: Db, webhookId: string, now: number): Promise<void> {
  // First: an event that is being written for it is waited for, and then among those that are given up.
  await db.deleteFrom('webhooks').where('webhook_id', '=', webhookId).execute();
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'given_up', outcome: 'webhook_removed', finished_at: now })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .execute();
  await db.deleteFrom('webhook_queues').where('webhook_id', '=', webhookId).execute();
}
