import { listTokenReads } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { type LoggedRead, toLoggedRead } from './entry.ts';
import { firstLogId } from './log-id.ts';

export interface LoggedReadFilter {
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  /** Name of the connection. */
  readonly connection?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** Milliseconds since 1970: from then on, and before. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The filter as the log ids say it. */
export function toStoredFilter({ since, until, ...same }: LoggedReadFilter) {
  return {
    ...same,
    since: since === undefined ? undefined : firstLogId(since),
    until: until === undefined ? undefined : firstLogId(until),
  };
}

/**
 * Who read which tokens, the oldest first.
 * @param page `after` is the last log id of the page before
 */
export async function listLoggedReads(
  { store }: Tenant,
  filter: LoggedReadFilter,
  page: { after?: string | undefined; limit: number },
): Promise<LoggedRead[]> {
  return (await listTokenReads(store.db, toStoredFilter(filter), page)).map(toLoggedRead);
}
