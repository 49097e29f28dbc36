import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { Pager } from '../../elements/pager.tsx';
import { QueryView } from '../../elements/query-view.tsx';
import { TokenReadTable } from './token-read-table.tsx';

interface TokenReadsProps {
  readonly filters: Readonly<Record<string, string>>;
  readonly withoutUser?: boolean;
}

/** The beginning of a window of time, to the minute, so that the same question is not asked anew all the time. */
export function daysAgo(days: number): string {
  const minute = 60_000;
  return new Date(Math.floor(Date.now() / minute) * minute - days * 1_440 * minute).toISOString();
}

/** Who read which tokens, page by page. */
export function TokenReads({ filters, withoutUser = false }: TokenReadsProps) {
  /** Where each page after the first begins, as far as somebody went. */
  const [starts, setStarts] = useState<readonly string[]>([]);
  const from = starts.at(-1);
  const query = { take: '25', ...filters, ...(from !== undefined && { from }) };
  const reads = useApi('listIdpTokenReads', { query });
  return (
    <QueryView
      query={reads}
      empty={{
        when: (data) => data.reads.length === 0 && from === undefined,
        show: (
          <Text size="sm" c="dimmed">
            Nobody read a token in this time.
          </Text>
        ),
      }}
    >
      {({ reads: list, next }) => (
        <Stack>
          <TokenReadTable reads={list} withoutUser={withoutUser} />
          <Pager
            of="token reads"
            words={`Page ${starts.length + 1}`}
            onPrevious={starts.length > 0 ? () => setStarts(starts.slice(0, -1)) : undefined}
            onNext={next === undefined ? undefined : () => setStarts([...starts, next])}
          />
        </Stack>
      )}
    </QueryView>
  );
}
