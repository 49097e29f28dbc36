import { Anchor, Group, Stack, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApiAll } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { kindOf, signsPeopleIn } from '../applications/kinds.ts';
import type { ConnectionBody } from './connection-options.ts';

/** Applications whose users may sign in with this connection. */
export function ConnectionApplications({ connection }: { readonly connection: ConnectionBody }) {
  const { id = '', enabled_clients = [] } = connection;
  const clients = useApiAll('listClients', {});
  const change = useChange('updateConnectionClients');
  const disabled = !useMay('update:connections') || change.isPending;
  return (
    <Section title="Applications" description="Whose sign-in pages offer this connection.">
      <QueryView
        query={clients}
        empty={{
          when: (page) => !page.clients.some(signsPeopleIn),
          show: <Text size="sm">There is no application that people sign in to.</Text>,
        }}
      >
        {(page) => (
          <Stack>
            {page.clients.filter(signsPeopleIn).map((client) => {
              const { client_id = '', name = client_id } = client;
              return (
                <Group key={client_id} justify="space-between" wrap="nowrap">
                  <Stack gap={0}>
                    <Anchor component={Link} to={`/applications/${client_id}`}>
                      {name}
                    </Anchor>
                    <Text size="xs" c="dimmed">
                      {kindOf(client)?.label ?? 'Application'}
                    </Text>
                  </Stack>
                  <Switch
                    aria-label={`Enable for ${name}`}
                    checked={enabled_clients.includes(client_id)}
                    disabled={disabled}
                    onChange={({ currentTarget: { checked } }) =>
                      change.mutate({ params: { id }, body: [{ client_id, status: checked }] })
                    }
                  />
                </Group>
              );
            })}
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
