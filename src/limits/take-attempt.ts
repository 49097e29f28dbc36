import { ValetkeyError } from '../base/index.ts';
import { takeLimitSlice } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** So many attempts in each window of so many seconds. */
export interface AttemptRule {
  readonly name: string;
  readonly attempts: number;
  readonly seconds: number;
}

/**
 * Counts an attempt to guess something, for all nodes together and to the last one; in force also where the tenant's
 * limits are switched off, because it guards a secret and not a machine.
 * @throws {ValetkeyError} `too_many_requests` when there were too many under this key
 */
export async function takeAttempt({ store, clock, hash }: Tenant, rule: AttemptRule, key: string): Promise<void> {
  const milliseconds = rule.seconds * 1000;
  const window = Math.floor(clock.now() / milliseconds);
  const ends = (window + 1) * milliseconds;
  const { granted } = await takeLimitSlice(store.db, {
    // An address of a person need not stand in a table of counters.
    key: `attempt:${rule.name}:${hash('sign-in-attempt', key)}`,
    window,
    total: rule.attempts,
    wanted: 1,
    expiresAt: ends,
  });
  if (granted > 0) return;
  throw new ValetkeyError('too_many_requests', {
    description: 'Too many attempts. Wait before you try again.',
    retryAfter: Math.max(1, Math.ceil((ends - clock.now()) / 1000)),
  });
}
