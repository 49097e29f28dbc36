import type { Logger } from 'pino';
import { removeOldEvents } from '../events/index.ts';
import { removeOldLogs } from '../logs/index.ts';
import { removeExpiredRows, removeLimitWindows } from '../storage/index.ts';
import { removeOldSigningKeys, type Tenant } from '../tenant/index.ts';
import { tidyGrants, trimReadLog, type Vault } from '../vault/index.ts';
import { measureClock } from './watch-clock.ts';

/** Milliseconds between two rounds. */
const interval = 5 * 60_000;

/** The tenant by the database's clock: a node whose own is ahead must not remove what others still need. */
async function withDatabaseClock(tenant: Tenant): Promise<Tenant> {
  const difference = await measureClock(tenant);
  return { ...tenant, clock: { now: () => tenant.clock.now() - difference } };
}

/** One round. Each part is done whatever becomes of the others. */
export async function keepHouse(vault: Vault, log: Logger, readLogDays?: number): Promise<void> {
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    await work().catch((error: unknown) =>
      log.warn({ err: error }, `${what} could not be removed; trying again in five minutes`),
    );
  };
  let tenant: Tenant;
  try {
    tenant = await withDatabaseClock(vault.tenant);
  } catch (error) {
    log.warn({ err: error }, 'the time of the database is not known, and nothing was removed');
    return;
  }
  const { store, clock } = tenant;
  await Promise.all([
    attempt('expired rows', () => removeExpiredRows(store.db, clock.now())),
    attempt('old signing keys', () => removeOldSigningKeys(tenant)),
    attempt('what is left of grants', () => tidyGrants(vault)),
    attempt('old events', () => removeOldEvents(tenant)),
    attempt('old entries of the tenant log', () => removeOldLogs(tenant)),
    attempt('old windows of limits', () => removeLimitWindows(store.db, clock.now())),
    attempt('old entries of the log of token reads', () => trimReadLog(tenant, readLogDays)),
  ]);
}

/** Removes expired rows and what is left of grants now and then. The function that it gives back ends it. */
export function startHousekeeping(vault: Vault, log: Logger, readLogDays?: number): () => void {
  const timer = setInterval(() => void keepHouse(vault, log, readLogDays), interval);
  timer.unref();
  return () => clearInterval(timer);
}
