import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import type { User } from '../../../../../src/contract/index.ts';
import { Moment } from '../../../elements/moment.tsx';
import { UserFace } from '../../../elements/user-face.tsx';
import { UserLink } from '../../../elements/user-link.tsx';
import { nameOf } from '../user-name.ts';

/** A user in the list. */
export function UserRow({ user }: { readonly user: User }) {
  const connections = [...new Set((user.identities ?? []).map(({ connection }) => connection))];
  return (
    <Table.Tr>
      <Table.Td>
        <Group wrap="nowrap" gap="sm">
          <UserFace name={nameOf(user)} picture={user.picture} />
          <Stack gap={0} miw={0}>
            <Group gap="xs">
              <UserLink userId={user.user_id ?? ''} fw={550}>
                {nameOf(user)}
              </UserLink>
              {user.blocked && (
                <Badge size="xs" color="red" variant="light">
                  Blocked
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {user.email ?? user.user_id}
            </Text>
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Group gap={4}>
          {connections.map((connection) => (
            <Badge key={connection} variant="default" tt="none" fw={500}>
              {connection}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="xs">
        <Moment at={user.last_login} size="sm" />
      </Table.Td>
      <Table.Td visibleFrom="md" ta="right">
        {user.logins_count ?? 0}
      </Table.Td>
    </Table.Tr>
  );
}
