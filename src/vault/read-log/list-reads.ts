import { countLoggedReads as countRecords, listTokenReads } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { type LoggedRead, toLoggedRead } from './entry.ts';
import { firstLogId } from './log-id.ts';

export interface LoggedReadFilter {
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  /** Name of the connection. */
  readonly connection?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly logId?: string | undefined;
  /** Milliseconds since 1970: from then on, and before. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The filter as the log ids say it. */
export function toStoredFilter({ since, until, logId, ...same }: LoggedReadFilter) {
  // All ids are of one length: none but this one is at least this and less than that.
  if (logId !== undefined) return { ...same, since: logId, until: `${logId}0` };
  return {
    ...same,
    since: since === undefined ? undefined : firstLogId(since),
    until: until === undefined ? undefined : firstLogId(until),
  };
}

/**
 * Who read which tokens, the oldest first unless told.
 * @param page `after`, in that order alone, is the last log id of the page before
 */
export async function listLoggedReads(
  { store }: Tenant,
  filter: LoggedReadFilter,
  page: { after?: string | undefined; limit: number; order?: 'asc' | 'desc' },
): Promise<LoggedRead[]> {
  return (await listTokenReads(store.db, toStoredFilter(filter), page)).map(toLoggedRead);
}

/** How many there are, counted up to `limit`. */
export async function countLoggedReads({ store }: Tenant, filter: LoggedReadFilter, limit: number): Promise<number> {
  return countRecords(store.db, toStoredFilter(filter), limit);
}
