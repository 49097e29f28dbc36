import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogEntry } from '../../../../src/contract/index.ts';
import { call } from '../../api/call.ts';
import type { Input } from '../../api/contract.ts';

const firstPage = '50';
/** More would not be read, and make the page slow. */
const mostShown = 200;
const interval = 2_000;
/** A text is looked for in thousands of entries, which is not done every moment. */
const intervalOfSearch = 10_000;

interface LiveLogs {
  readonly live: boolean;
  /** The query has a text, with which nobody can read on from an entry. */
  readonly withText: boolean;
}

async function read(query: Input<'listLogs'>['query'] & {}): Promise<LogEntry[]> {
  const answer = await call('listLogs', { query });
  return Array.isArray(answer) ? answer : answer.logs;
}

/** The newest entries; while it is live, those that came since the last look are put before them. */
export function useLiveLogs(q: string | undefined, { live, withText }: LiveLogs): UseQueryResult<LogEntry[], Error> {
  const cache = useQueryClient();
  const queryKey = ['listLogs', 'live', q];
  const filter = { q };
  return useQuery<LogEntry[], Error>({
    queryKey,
    queryFn: async () => {
      const before = cache.getQueryData<LogEntry[]>(queryKey) ?? [];
      const newest = before[0]?.log_id;
      if (newest === undefined || withText) return read({ ...filter, sort: 'date:-1', per_page: firstPage });
      const fresh = await read({ ...filter, from: newest, take: '100' });
      // The same array when nothing came, so that nothing is drawn again.
      return fresh.length === 0 ? before : [...fresh.toReversed(), ...before].slice(0, mostShown);
    },
    refetchInterval: live && (withText ? intervalOfSearch : interval),
    staleTime: interval,
  });
}
