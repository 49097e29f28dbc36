import { Button, EmptyState, Group, Stack, Text } from '@mantine/core';
import { IconListSearch, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { QueryView } from '../../elements/query-view.tsx';
import { LogFilters } from './log-filters.tsx';
import { type LogSearch, toLogQuery } from './log-search.ts';
import { LogTable } from './log-table.tsx';
import { useLiveLogs } from './use-live-logs.ts';

interface LogViewProps {
  readonly search: LogSearch;
  readonly onSearch: (changes: LogSearch) => void;
}

function statusOf(live: boolean, { text, until }: LogSearch): string {
  if (until !== undefined) return 'Older entries';
  if (!live) return 'Paused';
  return text === undefined ? 'Live: new entries appear by themselves' : 'Live: looked for anew every 10 seconds';
}

/** The tenant log as it is written, or as it was up to a moment. */
export function LogView({ search, onSearch }: LogViewProps) {
  const { text, until } = search;
  const [paused, setPaused] = useState(false);
  const live = !paused && until === undefined;
  const logs = useLiveLogs(toLogQuery(search), { live, withText: text !== undefined });
  const oldest = logs.data?.at(-1)?.date;
  return (
    <Stack>
      <LogFilters search={search} onChange={onSearch} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {statusOf(live, search)}
        </Text>
        <Group gap="xs">
          {until === undefined ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => setPaused(!paused)}
              leftSection={
                paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
              }
            >
              {paused ? 'Go on' : 'Pause'}
            </Button>
          ) : (
            <Button size="xs" variant="default" onClick={() => onSearch({ until: '' })}>
              Newest
            </Button>
          )}
          {oldest !== undefined && oldest !== until && (
            <Button size="xs" variant="default" onClick={() => onSearch({ until: oldest })}>
              Older
            </Button>
          )}
        </Group>
      </Group>
      <QueryView
        query={logs}
        empty={{
          when: (list) => list.length === 0,
          show: (
            <EmptyState
              icon={<IconListSearch />}
              title="Nothing to show"
              description={
                text === undefined
                  ? 'Nothing of this kind happened, as far as the log goes back.'
                  : 'The text stands in none of the first 10,000 entries that fit the other filters. With more of those it reaches farther back.'
              }
              py="xl"
            />
          ),
        }}
      >
        {(list) => (
          <LogTable entries={list} onOpen={({ log_id }) => onSearch(log_id === undefined ? {} : { entry: log_id })} />
        )}
      </QueryView>
    </Stack>
  );
}
