import { epochSeconds } from '../base/index.ts';
import type { PendingDelivery } from '../storage/index.ts';
import { openWebhookSecret, type Webhook } from '../tenant/index.ts';
import { post, type Sender, type SendResult, toResult } from './post.ts';
import { signMessage } from './sign-message.ts';

/** Tells a webhook of an event. Delivered is what was answered with 2xx; a redirect is not followed. */
export async function sendMessage(
  sender: Sender,
  webhook: Webhook,
  { eventId, payload }: PendingDelivery,
): Promise<SendResult> {
  try {
    const message = { id: eventId, timestamp: epochSeconds(sender.tenant.clock), body: payload };
    const signature = signMessage(openWebhookSecret(sender.tenant, webhook), message);
    return await post(sender, webhook.url, { 'content-type': 'application/json', ...signature }, payload);
  } catch (error) {
    return toResult(error);
  }
}
