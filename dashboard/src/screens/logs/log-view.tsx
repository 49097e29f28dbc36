import { Button, EmptyState, Group, Stack, Text } from '@mantine/core';
import { IconListSearch, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { LogEntry } from '../../../../src/contract/index.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { LogFilters } from './log-filters.tsx';
import { type LogSearch, toLogQuery } from './log-search.ts';
import { LogTable } from './log-table.tsx';
import { useLiveLogs } from './use-live-logs.ts';

interface LogViewProps {
  readonly search: LogSearch;
  readonly onSearch: (changes: LogSearch) => void;
}

function hasText(entry: LogEntry, text: string): boolean {
  return JSON.stringify(entry).toLowerCase().includes(text.toLowerCase());
}

/** The tenant log as it is written, or as it was up to a moment. */
export function LogView({ search, onSearch }: LogViewProps) {
  const { text, until } = search;
  const [paused, setPaused] = useState(false);
  const live = !paused && until === undefined;
  const logs = useLiveLogs(toLogQuery(search), live);
  const shown = (list: LogEntry[]) => (text === undefined ? list : list.filter((entry) => hasText(entry, text)));
  const oldest = logs.data?.at(-1)?.date;
  return (
    <Stack>
      <LogFilters search={search} onChange={onSearch} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {live ? 'Live: new entries appear by themselves' : until === undefined ? 'Paused' : 'Older entries'}
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
          when: (list) => shown(list).length === 0,
          show: (
            <EmptyState
              icon={<IconListSearch />}
              title="Nothing to show"
              description="Nothing of this kind happened, as far as the log goes back."
              py="xl"
            />
          ),
        }}
      >
        {(list) => (
          <LogTable
            entries={shown(list)}
            onOpen={({ log_id }) => onSearch(log_id === undefined ? {} : { entry: log_id })}
          />
        )}
      </QueryView>
    </Stack>
  );
}
