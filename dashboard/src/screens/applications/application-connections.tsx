import { Anchor, Group, Stack, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApiAll } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import type { Client } from './kinds.ts';

/** Which connections its sign-in page offers. */
export function ApplicationConnections({ client }: { readonly client: Client }) {
  const { client_id = '' } = client;
  const connections = useApiAll('listConnections', {});
  const change = useChange('updateConnectionClients');
  const disabled = !useMay('update:connections') || change.isPending;
  return (
    <Section title="Connections" description="What the sign-in page of this application offers.">
      <QueryView
        query={connections}
        empty={{ when: ({ total }) => total === 0, show: <Text size="sm">There is no connection yet.</Text> }}
      >
        {(page) => (
          <Stack>
            {page.connections.map(({ id = '', name = '', display_name = name, enabled_clients = [] }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <Anchor component={Link} to={`/connections/${id}`}>
                  {display_name}
                </Anchor>
                <Switch
                  aria-label={`Enable ${display_name}`}
                  checked={enabled_clients.includes(client_id)}
                  disabled={disabled}
                  onChange={({ currentTarget: { checked } }) =>
                    change.mutate({ params: { id }, body: [{ client_id, status: checked }] })
                  }
                />
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
