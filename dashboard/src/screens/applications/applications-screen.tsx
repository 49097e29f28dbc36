import { Button, EmptyState } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { useApiAll } from '../../api/use-api.ts';
import { CutOff } from '../../elements/cut-off.tsx';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { useMay } from '../../session/session.ts';
import { ApplicationTable } from './application-table.tsx';
import { isOwn } from './kinds.ts';
import { NewApplicationModal } from './new-application-modal.tsx';

/** What users sign in to, and the backends that call APIs. */
export function ApplicationsScreen() {
  const clients = useApiAll('listClients', {});
  const [opened, { open, close }] = useDisclosure(false);
  const add = useMay('create:clients') && (
    <Button onClick={open} leftSection={<IconPlus size={16} />}>
      Create application
    </Button>
  );
  return (
    <Screen
      title="Applications"
      description="What your users sign in to, and the backends that read their tokens."
      actions={add}
    >
      <NewApplicationModal opened={opened} onClose={close} />
      <QueryView
        query={clients}
        empty={{
          when: (page) => !page.clients.some(isOwn),
          show: (
            <EmptyState
              icon={<IconApps />}
              title="No application yet"
              description="An application has an id, mostly a secret, and the addresses that users are led back to."
              py="xl"
            >
              {add && <EmptyState.Actions>{add}</EmptyState.Actions>}
            </EmptyState>
          ),
        }}
      >
        {({ clients: all, total }) => (
          <>
            <ApplicationTable clients={all.filter(isOwn)} />
            <CutOff shown={all.length} total={total} />
          </>
        )}
      </QueryView>
    </Screen>
  );
}
