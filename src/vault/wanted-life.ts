import type { IdpTokenRecord } from '../storage/index.ts';

/** Milliseconds: what a token must still live when nobody says otherwise. */
const usual = 60_000;

export interface LifeSettings {
  /** Seconds, from the connection or the tenant. */
  readonly configured: number | undefined;
  /** Seconds that this reader asks for; it may ask for more, not for less. */
  readonly asked: number | undefined;
}

/**
 * Milliseconds of life that a token must have left to be given out without a refresh: a minute, or a tenth of its own
 * life if that is less, so that short-lived tokens are not refreshed at every read.
 */
export function wantedLife(record: IdpTokenRecord, { configured, asked = 0 }: LifeSettings): number {
  const whole = record.expiresIn === null ? usual : record.expiresIn * 1000;
  const least = configured === undefined ? Math.min(usual, whole / 10) : configured * 1000;
  // More than the IdP ever gives would mean a refresh at every read.
  return Math.min(Math.max(least, asked * 1000), whole * 0.9);
}
