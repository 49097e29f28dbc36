import { randomInt } from 'node:crypto';

/** Milliseconds: the first wait, and the longest. */
const first = 2_000;
const longest = 5 * 60_000;

/**
 * Milliseconds to leave the IdP alone: doubling, with up to half of it as jitter so that grants that failed together
 * do not return together; never less than the IdP asked for with Retry-After.
 * @param failures how many there have been before this one
 * @param retryAfter seconds
 */
export function backOff(failures: number, retryAfter = 0): number {
  const base = Math.min(first * 2 ** Math.min(failures, 10), longest);
  return Math.max(base + randomInt(Math.ceil(base / 2)), Math.min(retryAfter * 1000, 60 * 60_000));
}
