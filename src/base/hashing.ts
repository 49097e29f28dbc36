import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** What a hash is for; the same text hashed for two purposes gives two values. */
export type HashPurpose =
  | 'access-token'
  | 'administrator-password'
  | 'authorization-code'
  | 'browser'
  | 'client-secret'
  | 'connection-try'
  | 'dashboard-csrf'
  | 'dashboard-session'
  | 'global-client'
  | 'dpop-nonce'
  | 'idp-token'
  | 'invitation'
  | 'job-download'
  | 'link-token'
  | 'passkey-challenge'
  | 'passkey-user'
  | 'pushed-request'
  | 'reconnect-ticket'
  | 'refresh-token'
  | 'session'
  | 'sign-in-attempt'
  | 'token-read'
  | 'transaction'
  | 'used-id';

/** Turns a credential into what the store may hold: it can be looked up, not turned back. */
export type HashSecret = (purpose: HashPurpose, secret: string) => string;

/** HMAC-SHA-256 under a pepper that the database holds only sealed, so that a stolen copy cannot be searched offline. */
export function createHasher(pepper: Uint8Array): HashSecret {
  const key = createSecretKey(pepper);
  return (purpose, secret) => createHmac('sha256', key).update(purpose).update('\0').update(secret).digest('base64url');
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function equalSecrets(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
