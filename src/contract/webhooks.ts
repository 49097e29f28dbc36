import { z } from 'zod';
import { grantEventTypes } from './idp-grant-events.ts';

const secretForm = 'must be whsec_ and 24 to 64 bytes in base64, or 24 to 256 characters of text';

function isWebhookSecret(secret: string): boolean {
  if (!secret.startsWith('whsec_')) return secret.length >= 24 && secret.length <= 256;
  const encoded = secret.slice('whsec_'.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return false;
  const bytes = Math.floor((encoded.replace(/=+$/, '').length * 3) / 4);
  return bytes >= 24 && bytes <= 64;
}

/** Ours, in the tenant's settings: an address that is told of events. */
export const webhookSettings = z.strictObject({
  url: z.string().min(1).max(2048),
  /** What messages are signed with (Standard Webhooks); the one that is stored for this address, if it is missing. */
  secret: z.string().refine(isWebhookSecret, secretForm).optional(),
  /** All types, if it is missing. */
  events: z.array(z.enum(grantEventTypes)).min(1).optional(),
});

export type WebhookSettings = z.infer<typeof webhookSettings>;
