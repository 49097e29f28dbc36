import { countActiveUsers, type DailyStatRecord, listDailyStats } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { dayOf } from './daily-count.ts';

const day = 86_400_000;
const month = 30 * day;

/** Users who signed in within the last 30 days. */
export async function countUsersOfMonth({ store, clock }: Tenant): Promise<number> {
  return countActiveUsers(store.db, clock.now() - month);
}

/** @param range days as YYYYMMDD; the last 30 days unless told */
export async function listDays(
  { store, clock }: Tenant,
  range: { from?: string | undefined; to?: string | undefined },
): Promise<DailyStatRecord[]> {
  const { from = dayOf(clock.now() - month), to = dayOf(clock.now()) } = range;
  return listDailyStats(store.db, from, to);
}
