import { NumberFormatter, Table, Text } from '@mantine/core';
import { Section } from '../../elements/section.tsx';
import { type Activity, counted } from './activity-series.ts';

/** The same by connection: which IdP has trouble. */
export function ConnectionTable({ connections }: { readonly connections: Activity['connections'] }) {
  if (connections.length === 0) return null;
  return (
    <Section title="By connection" description="In the same days.">
      <Table.ScrollContainer minWidth={560} tabIndex={0} role="group" aria-label="Activity by connection">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Connection</Table.Th>
              {counted.map(({ name, label }) => (
                <Table.Th key={name} ta="right">
                  {label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {connections.map((connection) => (
              <Table.Tr key={connection.name}>
                <Table.Td>
                  {connection.name}
                  <Text size="xs" c="dimmed">
                    {connection.strategy}
                  </Text>
                </Table.Td>
                {counted.map(({ name }) => (
                  <Table.Td key={name} ta="right">
                    <NumberFormatter value={connection[name]} thousandSeparator />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
