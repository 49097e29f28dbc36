import { randomInt } from 'node:crypto';
import type { IdpTokenRecord } from '../../storage/index.ts';

/** Milliseconds: the first wait, and the longest of ours. */
const first = 2_000;
const longest = 5 * 60_000;
/** Milliseconds: the longest that an IdP can ask for. */
export const longestWait = 60 * 60_000;

/**
 * Milliseconds to leave the IdP alone: doubling, with up to half of it as jitter so that grants that failed together
 * do not return together; never less than the IdP asked for with Retry-After.
 * @param failures how many there have been before this one
 * @param retryAfter seconds
 */
export function backOff(failures: number, retryAfter = 0): number {
  const base = Math.min(first * 2 ** Math.min(failures, 10), longest);
  return Math.max(base + randomInt(Math.ceil(base / 2)), Math.min(retryAfter * 1000, longestWait));
}

/** True when the IdP is to be left alone for now. */
export function isBackingOff({ retryAt, expiresIn, refreshedAt }: IdpTokenRecord, now: number): boolean {
  // A time further away than any wait is from before the clock was set back.
  if (retryAt !== null && retryAt > now && retryAt <= now + longestWait) return true;
  // Tokens that are given without any life must not mean a call for every read.
  return expiresIn === 0 && refreshedAt !== null && Math.abs(now - refreshedAt) < first;
}
