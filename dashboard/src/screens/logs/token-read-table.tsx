import { Code, Stack, Table, Text } from '@mantine/core';
import type { IdpTokenRead } from '../../../../src/contract/index.ts';
import { Moment } from '../../elements/moment.tsx';
import { UserLink } from '../../elements/user-link.tsx';

interface TokenReadTableProps {
  readonly reads: readonly IdpTokenRead[];
  readonly withoutUser: boolean;
}

const tokenNames: Readonly<Record<string, string>> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
};

/** Readings of tokens: who, whose, what, and under which mark the token can be found again. */
export function TokenReadTable({ reads, withoutUser }: TokenReadTableProps) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Reader</Table.Th>
          {!withoutUser && <Table.Th>User</Table.Th>}
          <Table.Th visibleFrom="sm">Token</Table.Th>
          <Table.Th visibleFrom="md">Fingerprint</Table.Th>
          <Table.Th>When</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reads.map((read) => (
          <Table.Tr key={read.log_id}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{read.client_id}</Table.Td>
            {!withoutUser && (
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <UserLink userId={read.user_id} size="sm">
                  {read.user_id}
                </UserLink>
              </Table.Td>
            )}
            <Table.Td visibleFrom="sm">
              <Stack gap={0}>
                <Text size="sm">{read.connection}</Text>
                <Text size="xs" c="dimmed">
                  {Object.keys(read.fingerprints)
                    .map((name) => tokenNames[name] ?? name)
                    .join(', ')}
                  {read.freshness === 'fresh' && ', refreshed for it'}
                </Text>
              </Stack>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Code>{(read.fingerprints.access_token ?? read.fingerprints.refresh_token ?? '').slice(0, 16)}</Code>
            </Table.Td>
            <Table.Td>
              <Moment at={read.date} size="sm" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
