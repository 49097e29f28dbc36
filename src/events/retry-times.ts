import { randomInt } from 'node:crypto';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Milliseconds after each failed attempt but the last: eleven attempts over a day. */
const waits: readonly number[] = [
  5 * second,
  30 * second,
  ...[2, 10, 30].map((count) => count * minute),
  ...[1, 2, 4, 6, 10].map((count) => count * hour),
];

/** Milliseconds after each failed attempt to tell of a logout but the last: a session is over for good within minutes. */
const logoutWaits: readonly number[] = [5 * second, 30 * second, 2 * minute, 10 * minute];

/** Milliseconds until an application is told of a logout again; undefined when that was the last attempt. */
export function waitAfterLogout(attempts: number): number | undefined {
  const wait = logoutWaits[attempts - 1];
  return wait === undefined ? undefined : wait + randomInt(Math.ceil(wait / 10));
}

export const deliveryAttempts = waits.length + 1;

/**
 * Milliseconds until the next attempt, never less than the receiver asked for (an hour at most); undefined when there
 * is none left.
 * @param attempts how many there were
 * @param retryAfter seconds
 */
export function waitAfter(attempts: number, retryAfter = 0): number | undefined {
  const wait = waits[attempts - 1];
  if (wait === undefined) return undefined;
  // A little apart, so that what failed together does not return together.
  return Math.max(wait + randomInt(Math.ceil(wait / 10)), Math.min(retryAfter * second, hour));
}
