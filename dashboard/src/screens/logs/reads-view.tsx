import { Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMemo } from 'react';
import { ClientFilter } from './client-filter.tsx';
import type { LogSearch } from './log-search.ts';
import { daysAgo, TokenReads } from './token-reads.tsx';

const windows = [
  { value: '1', label: '24 hours' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
];

interface ReadsViewProps {
  readonly search: LogSearch;
  readonly onSearch: (changes: LogSearch) => void;
}

/** Who read tokens of IdPs in a window of time, from its beginning on. */
export function ReadsView({ search, onSearch }: ReadsViewProps) {
  const { days = 1, user, client } = search;
  const since = useMemo(() => daysAgo(days), [days]);
  const later = useDebouncedCallback(onSearch, 250);
  const filters = {
    since,
    ...(user !== undefined && { user_id: user }),
    ...(client !== undefined && { client_id: client }),
  };
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <SegmentedControl
          aria-label="Window of time"
          data={windows}
          value={String(days)}
          onChange={(value) => onSearch({ days: Number(value) })}
        />
        <TextInput
          label="User ID"
          placeholder="github|1234"
          defaultValue={user}
          onChange={(event) => later({ user: event.currentTarget.value.trim() })}
          flex="1 1 11rem"
        />
        <ClientFilter client={client} onChange={(value) => onSearch({ client: value })} />
      </Group>
      <TokenReads key={JSON.stringify(filters)} filters={filters} />
    </Stack>
  );
}
