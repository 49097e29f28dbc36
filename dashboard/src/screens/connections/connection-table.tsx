import { Anchor, Card, Group, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import type { ConnectionBody } from './connection-options.ts';
import { HealthBar } from './health-bar.tsx';
import { ProviderIcon } from './provider-icon.tsx';

/** Connections with how their grants are. */
export function ConnectionTable({ connections }: { readonly connections: readonly ConnectionBody[] }) {
  const providers = useApi('listProviders', {});
  const labelOf = (strategy: string) => providers.data?.find((one) => one.strategy === strategy)?.label ?? strategy;
  return (
    <Card padding={0}>
      <Table.ScrollContainer minWidth={560}>
        <Table horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Connection</Table.Th>
              <Table.Th>Applications</Table.Th>
              <Table.Th w="40%">Grants</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {connections.map(({ id = '', name = '', strategy = '', display_name, enabled_clients = [] }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Group gap="sm" wrap="nowrap">
                    <ProviderIcon strategy={strategy} />
                    <Stack gap={0}>
                      <Anchor component={Link} to={`/connections/${id}`} fw={550}>
                        {display_name ?? name}
                      </Anchor>
                      <Text size="xs" c="dimmed">
                        {labelOf(strategy)}
                      </Text>
                    </Stack>
                  </Group>
                </Table.Td>
                <Table.Td>{enabled_clients.length === 0 ? 'None' : enabled_clients.length}</Table.Td>
                <Table.Td>
                  <HealthBar connectionId={id} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
