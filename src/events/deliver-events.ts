import {
  claimQueues,
  findNextDelivery,
  finishDelivery,
  hasDueQueue,
  postponeDelivery,
  type QueueLease,
  releaseQueue,
  removeEmptyQueue,
} from '../storage/index.ts';
import { listWebhooks, type Webhook } from '../tenant/index.ts';
import type { Sender } from './post.ts';
import { waitAfter } from './retry-times.ts';
import { sendMessage } from './send-message.ts';

/** Milliseconds: longer than an attempt may take (5 s), and the writing of how it ended. */
const leaseLength = 15_000;
/** Users of one webhook that are told about at once. */
const atOnce = 10;

/** What delivers events in this process. Other nodes may do the same at the same time. */
export interface Courier extends Sender {
  /** Told when an event is given up. */
  onGivenUp(delivery: { eventId: string; webhookId: string; outcome: string }): void;
}

type Ending = 'delivered' | 'failed' | 'nothing';

/** Tells one webhook the next event about one user. No transaction is open while the receiver is awaited. */
async function deliverNext(courier: Courier, webhook: Webhook, lease: QueueLease): Promise<Ending> {
  const { store, clock } = courier.tenant;
  const delivery = await findNextDelivery(store.db, lease);
  if (!delivery) {
    await store.transaction(async (db) => {
      if (await releaseQueue(db, lease)) await removeEmptyQueue(db, lease);
    });
    return 'nothing';
  }
  const { delivered, outcome, retryAfter } = await sendMessage(courier, webhook, delivery);
  if (!delivered && courier.signal.aborted) {
    // Cut off by us, which says nothing about the receiver.
    await releaseQueue(store.db, lease);
    return 'failed';
  }
  const { eventId } = delivery;
  const attempts = delivery.attempts + 1;
  const now = clock.now();
  const attempt = { eventId, attempts, outcome, now };
  const wait = delivered ? undefined : waitAfter(attempts, retryAfter);
  await store.transaction(async (db) => {
    if (wait !== undefined) await postponeDelivery(db, lease, attempt, now + wait);
    else await finishDelivery(db, lease, attempt, delivered ? 'delivered' : 'given_up');
  });
  if (!delivered && wait === undefined) courier.onGivenUp({ eventId, webhookId: webhook.id, outcome });
  return delivered ? 'delivered' : 'failed';
}

/** Until nothing is due, or something failed: then the receiver is left alone until the next look. */
async function deliverTo(courier: Courier, webhook: Webhook): Promise<void> {
  const { store, clock, ids } = courier.tenant;
  while (!courier.signal.aborted && (await hasDueQueue(store.db, webhook.id, clock.now()))) {
    const leases = await claimQueues(store.db, {
      webhookId: webhook.id,
      now: clock.now(),
      length: leaseLength,
      limit: atOnce,
      leaseId: ids.token(12),
    });
    if (leases.length === 0) return;
    const settled = await Promise.allSettled(leases.map((lease) => deliverNext(courier, webhook, lease)));
    const broken = settled.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
    if (settled.some((one) => one.status === 'fulfilled' && one.value === 'failed')) return;
  }
}

/**
 * Delivers what is due: in order for each user and webhook, at least once. A node that dies between the receiver's
 * answer and its note of it leaves the event to be told again, under the same id.
 * @throws what the database threw; leases end by themselves
 */
export async function deliverEvents(courier: Courier): Promise<void> {
  const webhooks = await listWebhooks(courier.tenant);
  // Each for itself: a receiver that hangs holds up nobody else's events.
  const settled = await Promise.allSettled(webhooks.map((webhook) => deliverTo(courier, webhook)));
  const broken = settled.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
}
