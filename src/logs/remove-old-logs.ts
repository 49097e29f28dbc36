import { removeRefreshCounts, removeTenantLogs } from '../storage/index.ts';
import { readSettings, type Tenant } from '../tenant/index.ts';
import { firstLogId } from '../vault/index.ts';

const defaultDays = 30;
const day = 86_400_000;
/** Days for which refreshes are counted. */
const longestShown = 90;

/** Removes entries older than the tenant's `log_retention_days`. */
export async function removeOldLogs(tenant: Tenant): Promise<void> {
  const { log_retention_days: days = defaultDays } = await readSettings(tenant);
  const before = firstLogId(tenant.clock.now() - days * day);
  while (await removeTenantLogs(tenant.store.db, before));
  await removeRefreshCounts(tenant.store.db, Math.floor(tenant.clock.now() / day) - longestShown);
}
