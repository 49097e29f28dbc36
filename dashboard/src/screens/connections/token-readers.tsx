import { Anchor, Badge, Group, Switch, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApiAll } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay, useSignedIn } from '../../session/session.ts';
import type { ConnectionBody } from './connection-options.ts';
import { readersOf } from './readers.ts';

/** Which backends may have the tokens that this connection brings. */
export function TokenReaders({ connection }: { readonly connection: ConnectionBody }) {
  const { issuer } = useSignedIn();
  const { id = '', name = '' } = connection;
  const settings = (connection.idp_tokens ?? {}) as { readable?: boolean };
  const grants = useApiAll('listClientGrants', { query: { audience: `${issuer}api/v2/` } });
  const clients = useApiAll('listClients', {});
  const change = useChange('updateConnection', { done: 'Saved' });
  const nameOf = (clientId: string) =>
    clients.data?.clients.find(({ client_id }) => client_id === clientId)?.name ?? clientId;
  return (
    <Section
      title="Who may read tokens"
      description="Backends with read:user_idp_tokens whose grant does not leave this connection out. Nobody reads them here in the dashboard."
    >
      <Switch
        label="Tokens of this connection may be read"
        description="Off, no backend gets any, whatever its grant says."
        checked={settings.readable !== false}
        disabled={!useMay('update:connections') || change.isPending}
        onChange={({ currentTarget: { checked } }) =>
          change.mutate({ params: { id }, body: { idp_tokens: { ...settings, readable: checked } } })
        }
      />
      <QueryView
        query={grants}
        empty={{
          when: (page) => readersOf(page.client_grants, name).length === 0,
          show: <Text size="sm">No backend may read them. Authorize one at the Management API, under APIs.</Text>,
        }}
      >
        {(page) => (
          <Table.ScrollContainer minWidth={420}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Backend</Table.Th>
                  <Table.Th>Scopes of the provider</Table.Th>
                  <Table.Th>Refresh tokens</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {readersOf(page.client_grants, name).map(({ id: grantId, client_id, idp_tokens = {} }) => (
                  <Table.Tr key={grantId}>
                    <Table.Td>
                      <Anchor component={Link} to={`/applications/${client_id}`}>
                        {nameOf(client_id)}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {idp_tokens.scopes?.map((scope) => (
                          <Badge key={scope} variant="default" tt="none">
                            {scope}
                          </Badge>
                        )) ?? 'Any'}
                      </Group>
                    </Table.Td>
                    <Table.Td>{idp_tokens.refresh_token === true ? 'Yes' : 'No'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryView>
    </Section>
  );
}
