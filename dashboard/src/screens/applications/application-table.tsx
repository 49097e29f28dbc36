import { Anchor, Card, Code, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type Client, kindOf } from './kinds.ts';

/** Applications by name. */
export function ApplicationTable({ clients }: { readonly clients: readonly Client[] }) {
  return (
    <Card padding={0}>
      <Table.ScrollContainer minWidth={520}>
        <Table horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Kind</Table.Th>
              <Table.Th>Client ID</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clients.map((client) => {
              const { client_id = '', name = client_id } = client;
              return (
                <Table.Tr key={client_id}>
                  <Table.Td>
                    <Anchor component={Link} to={`/applications/${client_id}`} fw={550}>
                      {name}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{kindOf(client)?.label ?? 'Other'}</Table.Td>
                  <Table.Td>
                    <Code>{client_id}</Code>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
