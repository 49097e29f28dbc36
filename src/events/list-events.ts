import { isoDate } from '../base/index.ts';
import { type GrantEvent, grantEvent } from '../contract/index.ts';
import { type DeliveryRecord, type GrantEventPage, listDeliveries, listGrantEvents } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

export type { GrantEventPage };

export interface GrantEventWithDeliveries extends GrantEvent {
  deliveries: ReturnType<typeof present>[];
}

function present(record: DeliveryRecord) {
  const { webhookId, url, state, attempts, outcome, lastAttemptAt, nextAttemptAt, finishedAt } = record;
  return {
    webhook_id: webhookId,
    // Paths of webhooks are often secret themselves.
    ...(url !== undefined && { webhook: new URL(url).origin }),
    state,
    attempts,
    ...(outcome !== null && { outcome }),
    ...(lastAttemptAt !== null && { last_attempt_at: isoDate(lastAttemptAt) }),
    ...(nextAttemptAt !== null && { next_attempt_at: isoDate(nextAttemptAt) }),
    ...(finishedAt !== null && { finished_at: isoDate(finishedAt) }),
  };
}

/** What happened to grants, the newest first, with how far each webhook has been told. */
export async function listEvents({ store }: Tenant, page: GrantEventPage): Promise<GrantEventWithDeliveries[]> {
  const events = await listGrantEvents(store.db, page);
  const ids = events.map(({ eventId }) => eventId);
  const deliveries = Map.groupBy(await listDeliveries(store.db, ids), ({ eventId }) => eventId);
  return events.map(({ eventId, payload }) => ({
    ...grantEvent.parse(JSON.parse(payload)),
    deliveries: (deliveries.get(eventId) ?? []).map(present),
  }));
}
