import { type ErrorCode, epochSeconds, ValetkeyError } from '../base/index.ts';
import type { Egress } from '../idp-client/index.ts';
import type { PendingDelivery } from '../storage/index.ts';
import { openWebhookSecret, type Tenant, type Webhook } from '../tenant/index.ts';
import { signMessage } from './sign-message.ts';

/** Milliseconds from the call to the end of the answer. */
const patience = 5_000;

/** How one attempt ended: in a word of ours, never of the receiver's. */
export interface SendResult {
  readonly delivered: boolean;
  readonly outcome: string;
  /** Seconds that the receiver asked us to wait. */
  readonly retryAfter?: number;
}

const words: { [code in ErrorCode]?: string } = {
  egress_refused: 'address_refused',
  idp_unreachable: 'unreachable',
  idp_answer_invalid: 'answer_invalid',
  sealed_value_damaged: 'secret_unreadable',
  key_unknown: 'secret_unreadable',
};

export interface Sender {
  readonly tenant: Tenant;
  readonly egress: Egress;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Tells a webhook of an event. Delivered is what was answered with 2xx; a redirect is not followed. */
export async function sendMessage(
  { tenant, egress, signal }: Sender,
  webhook: Webhook,
  { eventId, payload }: PendingDelivery,
): Promise<SendResult> {
  try {
    const message = { id: eventId, timestamp: epochSeconds(tenant.clock), body: payload };
    const { status, headers } = await egress.request(webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signMessage(openWebhookSecret(tenant, webhook), message) },
      body: payload,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    const [retryAfter] = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '') ?? [];
    return {
      delivered: status >= 200 && status < 300,
      outcome: `status_${status}`,
      ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
    };
  } catch (error) {
    const word = error instanceof ValetkeyError ? words[error.code] : undefined;
    if (word === undefined) throw error;
    return { delivered: false, outcome: word };
  }
}
