import { Table } from '@mantine/core';
import type { User } from '../../../../../src/contract/index.ts';
import { UserRow } from './user-row.tsx';

/** A page of users. */
export function UsersTable({ users }: { readonly users: readonly User[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>User</Table.Th>
          <Table.Th visibleFrom="sm">Connections</Table.Th>
          <Table.Th visibleFrom="xs">Last sign-in</Table.Th>
          <Table.Th visibleFrom="md" ta="right">
            Sign-ins
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <UserRow key={user.user_id} user={user} />
        ))}
      </Table.Tbody>
    </Table>
  );
}
