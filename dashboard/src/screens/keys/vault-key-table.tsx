import { Badge, Code, Group, NumberFormatter, Stack, Table, Text } from '@mantine/core';
import { Moment } from '../../elements/moment.tsx';
import { type VaultKey, valuesOf } from './vault-key.ts';

const states: Readonly<Record<VaultKey['state'], { label: string; color: string }>> = {
  active: { label: 'Seals', color: 'verdigris.6' },
  known: { label: 'Known', color: 'gray.5' },
  retired: { label: 'Retired', color: 'gray.5' },
};

/** Which key seals, what is sealed with each, and which nodes hold it. */
export function VaultKeyTable({ keys }: { readonly keys: readonly VaultKey[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Key</Table.Th>
          <Table.Th ta="right">Values</Table.Th>
          <Table.Th visibleFrom="sm">Registered</Table.Th>
          <Table.Th visibleFrom="md">Held by</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td>
              <Group gap="xs">
                <Badge variant="dot" color={states[key.state].color}>
                  {states[key.state].label}
                </Badge>
                <Code>{key.id}</Code>
              </Group>
            </Table.Td>
            <Table.Td ta="right">
              <Stack gap={0}>
                <Text size="sm">
                  <NumberFormatter value={valuesOf(key)} thousandSeparator />
                </Text>
                {key.used >= 0.01 && (
                  <Text size="xs" c="dimmed">
                    {Math.round(key.used * 100)} % used up
                  </Text>
                )}
              </Stack>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Moment at={key.registered_at} />
            </Table.Td>
            <Table.Td visibleFrom="md">
              {key.held_by.length === 0 ? 'No running node' : key.held_by.join(', ')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
