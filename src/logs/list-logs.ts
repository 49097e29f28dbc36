import type { LogEntry } from '../contract/index.ts';
import { countTenantLogs, listTenantLogs, type TenantLogFilter } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { countLoggedReads, firstLogId, type LoggedReadFilter, listLoggedReads } from '../vault/index.ts';
import { presentLog, presentRead } from './present-log.ts';
import { findTexts } from './search/find-text.ts';
import type { LogFilter } from './search/log-filter.ts';

export interface LogPage {
  readonly order: 'asc' | 'desc';
  readonly offset?: number;
  readonly limit: number;
}

/** Entries are counted so far and no further. */
export const mostCounted = 10_000;

/** Milliseconds after which nobody writes an entry with an earlier id any more: who reads on misses none. */
const settling = 2_000;

/** The same of the log of token reads, which keeps what Auth0 calls `mgmt_api_read`; undefined when none of it fits. */
function toReadFilter({ type, ip, logId, text: _, ...filter }: LogFilter): LoggedReadFilter | undefined {
  if (ip !== undefined || (type !== undefined && type !== 'mgmt_api_read')) return undefined;
  return logId === undefined ? filter : { ...filter, logId };
}

async function listOf(
  tenant: Tenant,
  filter: LogFilter,
  page: { order: 'asc' | 'desc'; after?: string; limit: number },
) {
  if (filter.nothing) return [];
  const reads = toReadFilter(filter);
  const [written, read] = await Promise.all([
    filter.type === 'mgmt_api_read' ? [] : listTenantLogs(tenant.store.db, toStoredFilter(filter), page),
    reads ? listLoggedReads(tenant, reads, page) : [],
  ]);
  return [...written.map(presentLog), ...read.map(presentRead)];
}

function toStoredFilter({ since, until, text: _, ...filter }: LogFilter): TenantLogFilter {
  return {
    ...filter,
    ...(since !== undefined && { since: firstLogId(since) }),
    ...(until !== undefined && { until: firstLogId(until) }),
  };
}

function sortAndCut(entries: readonly LogEntry[], order: 'asc' | 'desc', offset: number, limit: number): LogEntry[] {
  const unique = new Map(entries.map((entry) => [entry.log_id!, entry]));
  const sign = order === 'asc' ? 1 : -1;
  const sorted = [...unique.values()].sort((a, b) => (a.log_id! < b.log_id! ? -sign : sign));
  return sorted.slice(offset, offset + limit);
}

/**
 * Entries that fit one of these filters. Each filter is a query of its own on an index, cut at the end of the page.
 * @param filters none means all
 */
export async function listLogs(tenant: Tenant, filters: readonly LogFilter[], page: LogPage): Promise<LogEntry[]> {
  const { order, offset = 0, limit } = page;
  const wanted = filters.length > 0 ? filters : [{}];
  const found = await Promise.all(wanted.map((one) => listFitting(tenant, one, { order, limit: offset + limit })));
  return sortAndCut(found.flat(), order, offset, limit);
}

async function listFitting(tenant: Tenant, filter: LogFilter, page: { order: 'asc' | 'desc'; limit: number }) {
  const { order, limit } = page;
  if (!filter.text) return listOf(tenant, filter, page);
  const read = async (looked: number) =>
    sortAndCut(await listOf(tenant, filter, { order, limit: looked }), order, 0, looked);
  return findTexts(read, filter.text, limit);
}

/** Entries after this one, the oldest first; the youngest are held back until nothing can come before them. */
export async function listLogsAfter(
  tenant: Tenant,
  filters: readonly LogFilter[],
  { after = '', limit }: { after?: string | undefined; limit: number },
): Promise<LogEntry[]> {
  const settled = tenant.clock.now() - settling;
  const wanted = (filters.length > 0 ? filters : [{}]).map((one) => ({
    ...one,
    until: Math.min(one.until ?? settled, settled),
  }));
  const found = await Promise.all(wanted.map((one) => listOf(tenant, one, { order: 'asc', after, limit })));
  return sortAndCut(found.flat(), 'asc', 0, limit);
}

/** How many there are, counted up to `most`; what fits several filters may be counted several times. */
export async function countLogs(tenant: Tenant, filters: readonly LogFilter[], most = mostCounted): Promise<number> {
  let total = 0;
  for (const filter of filters.length > 0 ? filters : [{}]) {
    if (filter.nothing) continue;
    if (filter.text) {
      total += (await listFitting(tenant, filter, { order: 'desc', limit: most })).length;
      continue;
    }
    const reads = toReadFilter(filter);
    if (filter.type !== 'mgmt_api_read') total += await countTenantLogs(tenant.store.db, toStoredFilter(filter), most);
    if (reads) total += await countLoggedReads(tenant, reads, most);
  }
  return Math.min(total, most);
}
