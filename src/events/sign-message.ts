import { createHmac } from 'node:crypto';
import type { Secret } from '../base/index.ts';

export interface Message {
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

const encodedSecret = 'whsec_';

/** The headers by which a receiver knows that a message is ours, whole and new (Standard Webhooks 1.0.0). */
export function signMessage(secret: Secret, { id, timestamp, body }: Message): Record<string, string> {
  const text = secret.reveal();
  const key = text.startsWith(encodedSecret)
    ? Buffer.from(text.slice(encodedSecret.length), 'base64')
    : Buffer.from(text, 'utf8');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}
