import type { Logger } from 'pino';
import { removeOldEvents } from '../events/index.ts';
import { removeOldLogs } from '../logs/index.ts';
import { removeExpiredRows, removeLimitWindows } from '../storage/index.ts';
import { removeOldSigningKeys } from '../tenant/index.ts';
import { tidyGrants, trimReadLog, type Vault } from '../vault/index.ts';

/** Milliseconds between two rounds. */
const interval = 5 * 60_000;

/** Removes expired rows and what is left of grants now and then. The function that it gives back ends it. */
export function startHousekeeping(vault: Vault, log: Logger): () => void {
  const { store, clock } = vault.tenant;
  const timer = setInterval(() => {
    removeExpiredRows(store.db, clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'expired rows could not be removed; trying again in five minutes');
    });
    removeOldSigningKeys(vault.tenant).catch((error: unknown) => {
      log.warn({ err: error }, 'old signing keys could not be removed; trying again in five minutes');
    });
    tidyGrants(vault).catch((error: unknown) => {
      log.warn({ err: error }, 'grants could not be tidied up; trying again in five minutes');
    });
    removeOldEvents(vault.tenant).catch((error: unknown) => {
      log.warn({ err: error }, 'old events could not be removed; trying again in five minutes');
    });
    removeOldLogs(vault.tenant).catch((error: unknown) => {
      log.warn({ err: error }, 'old entries of the tenant log could not be removed; trying again in five minutes');
    });
    removeLimitWindows(store.db, clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'old windows of limits could not be removed; trying again in five minutes');
    });
    trimReadLog(vault.tenant).catch((error: unknown) => {
      log.warn({ err: error }, 'old entries of the log of token reads could not be removed');
    });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
