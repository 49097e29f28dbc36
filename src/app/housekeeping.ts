import type { Logger } from 'pino';
import { removeExpiredRows } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** Milliseconds between two rounds. */
const interval = 5 * 60_000;

/** Removes expired rows now and then. The function that it gives back ends it. */
export function startHousekeeping(tenant: Tenant, log: Logger): () => void {
  const timer = setInterval(() => {
    removeExpiredRows(tenant.store.db, tenant.clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'expired rows could not be removed; trying again in five minutes');
    });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
