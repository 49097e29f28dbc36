import { Anchor, Badge, Button, Card, Code, Group, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useApiAll } from '../../api/use-api.ts';
import { durationWords } from '../../elements/durations.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { useMay } from '../../session/session.ts';
import { NewApiModal } from './new-api-modal.tsx';

/** What access tokens are for: the Management API, and the operator's own. */
export function ApisScreen() {
  const apis = useApiAll('listResourceServers', {});
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Screen
      title="APIs"
      description="What access tokens are for: the Management API of this server, and your own."
      actions={
        useMay('create:resource_servers') && (
          <Button onClick={open} leftSection={<IconPlus size={16} />}>
            Create API
          </Button>
        )
      }
    >
      <NewApiModal opened={opened} onClose={close} />
      <QueryView query={apis}>
        {(page) => (
          <Card padding={0}>
            <Table.ScrollContainer minWidth={560}>
              <Table horizontalSpacing="lg">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Identifier</Table.Th>
                    <Table.Th>Tokens live</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {page.resource_servers.map(({ id, name, identifier, is_system, token_lifetime }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Group gap="xs">
                          <Anchor component={Link} to={`/apis/${encodeURIComponent(id)}`} fw={550}>
                            {name ?? identifier}
                          </Anchor>
                          {is_system && <Badge variant="default">System</Badge>}
                        </Group>
                      </Table.Td>
                      <Table.Td>
                        <Code>{identifier}</Code>
                      </Table.Td>
                      <Table.Td>{durationWords(token_lifetime)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Card>
        )}
      </QueryView>
    </Screen>
  );
}
