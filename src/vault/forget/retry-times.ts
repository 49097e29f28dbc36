import { randomInt } from 'node:crypto';

const minute = 60_000;
const hour = 60 * minute;

/** Milliseconds after each failed attempt but the last: eight attempts over a day. */
const waits: readonly number[] = [minute, 5 * minute, 20 * minute, hour, 3 * hour, 6 * hour, 12 * hour];

export const revocationAttempts = waits.length + 1;

/**
 * Milliseconds until the next attempt, never less than the IdP asked for; undefined when there is none left.
 * @param attempts how many there were
 * @param retryAfter seconds, from the IdP
 */
export function waitAfter(attempts: number, retryAfter = 0): number | undefined {
  const wait = waits[attempts - 1];
  // A little apart, so that what failed together does not return together.
  return wait === undefined ? undefined : Math.max(wait + randomInt(Math.ceil(wait / 10)), retryAfter * 1000);
}
