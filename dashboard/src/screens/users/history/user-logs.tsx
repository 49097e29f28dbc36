import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { LogEntry } from '../../../../../src/contract/index.ts';
import { useApiList } from '../../../api/use-api.ts';
import { Pager } from '../../../elements/pager.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';
import { LogDrawer } from '../../logs/log-drawer.tsx';
import { LogTable } from '../../logs/log-table.tsx';

const perPage = 20;

/** What the tenant log says of a user. */
export function UserLogs({ userId }: { readonly userId: string }) {
  const [page, setPage] = useState(0);
  const [opened, setOpened] = useState<LogEntry>();
  const query = { page: String(page), per_page: String(perPage) };
  const logs = useApiList('listUserLogs', { params: { id: userId }, query });
  return (
    <Section title="What happened" description="The newest first.">
      <QueryView
        query={logs}
        empty={{
          when: (list) => list.length === 0 && page === 0,
          show: (
            <Text size="sm" c="dimmed">
              Nothing, as far as the log goes back.
            </Text>
          ),
        }}
      >
        {(list) => (
          <Stack>
            <LogTable entries={list} onOpen={setOpened} withoutUser />
            <Pager
              of="the log"
              words={`Page ${page + 1}`}
              onPrevious={page > 0 ? () => setPage(page - 1) : undefined}
              onNext={list.length === perPage ? () => setPage(page + 1) : undefined}
            />
          </Stack>
        )}
      </QueryView>
      <LogDrawer entry={opened} onClose={() => setOpened(undefined)} />
    </Section>
  );
}
