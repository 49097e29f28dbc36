import type { Logger } from 'pino';
import { readDatabaseTime } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** Milliseconds that a node's clock may differ from the database's before somebody should look at it. */
const tolerated = 5_000;
const interval = 60_000;

/** Milliseconds by which this node's clock is ahead of the database's; negative when it is behind. */
export async function measureClock({ store, clock }: Tenant): Promise<number> {
  const before = clock.now();
  const time = await readDatabaseTime(store.db, before);
  const after = clock.now();
  // The database looked at its clock in between: within that, nothing is told of a difference.
  return time < before ? before - time : Math.min(0, after - time);
}

/** In words; undefined when the clocks agree. */
export function describeClock(difference: number): string | undefined {
  if (Math.abs(difference) <= tolerated) return undefined;
  const seconds = Math.round(Math.abs(difference) / 1000);
  return `the clock of this node is ${seconds} s ${difference > 0 ? 'ahead of' : 'behind'} the database's`;
}

/** Says in the log when the clocks do not agree. The function that it gives back ends it. */
export function watchClock(tenant: Tenant, log: Logger): () => void {
  const look = async () => {
    const difference = await measureClock(tenant);
    const problem = describeClock(difference);
    if (problem) log.error({ difference }, `${problem}: what it issues lives longer or shorter by that`);
  };
  // A database that is away is told by everything else.
  const lookNow = () => void look().catch(() => {});
  lookNow();
  const timer = setInterval(lookNow, interval);
  timer.unref();
  return () => clearInterval(timer);
}
