import { Button, EmptyState } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useApiAll } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { useMay } from '../../session/session.ts';
import { ConnectionTable } from './connection-table.tsx';

/** The ways in: each is an identity provider with our registration there. */
export function ConnectionsScreen() {
  const connections = useApiAll('listConnections', {});
  const mayCreate = useMay('create:connections');
  const add = mayCreate && (
    <Button component={Link} to="/connections/new" leftSection={<IconPlus size={16} />}>
      Add connection
    </Button>
  );
  return (
    <Screen
      title="Connections"
      description="Identity providers that your users sign in with, and whose tokens are kept for them."
      actions={add}
    >
      <QueryView
        query={connections}
        empty={{
          when: ({ total }) => total === 0,
          show: (
            <EmptyState
              icon={<IconPlugConnected />}
              title="No connection yet"
              description="A connection lets your users sign in with a provider. You need a client id and secret from there."
              py="xl"
            >
              {add && <EmptyState.Actions>{add}</EmptyState.Actions>}
            </EmptyState>
          ),
        }}
      >
        {(page) => <ConnectionTable connections={page.connections} />}
      </QueryView>
    </Screen>
  );
}
