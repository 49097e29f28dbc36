import type { Json, Milliseconds } from './tables.ts';

/** An address of the operator that is told of events. */
export interface WebhookTable {
  webhook_id: string;
  url: string;
  /** Types of events; null for all. */
  events: Json<string[]> | null;
  secret_sealed: Uint8Array;
  created_at: Milliseconds;
  updated_at: Milliseconds;
}

/** What happened to a grant, as it is told: no secret is in it. */
export interface GrantEventTable {
  /** Sorts by time. */
  event_id: string;
  at: Milliseconds;
  type: string;
  user_id: string;
  /** The body that is sent, byte for byte. */
  payload: string;
}

/** One event for one webhook. */
export interface WebhookDeliveryTable {
  event_id: string;
  webhook_id: string;
  user_id: string;
  /** Its place in the queue of its webhook and user. */
  number: number;
  state: 'pending' | 'delivered' | 'given_up';
  attempts: number;
  /** How the last attempt ended; a word of ours. */
  outcome: string | null;
  last_attempt_at: Milliseconds | null;
  finished_at: Milliseconds | null;
}

/** There while a webhook is still to be told something about a user; its first pending delivery is the one that is due. */
export interface WebhookQueueTable {
  webhook_id: string;
  user_id: string;
  last_number: number;
  next_attempt_at: Milliseconds;
  /** Who delivers now, and until when others leave it alone. */
  lease_id: string | null;
  lease_expires_at: Milliseconds | null;
}
