import { Badge, Card, Group, Select, Stack, Table, Text } from '@mantine/core';
import type { Answer } from '../../api/contract.ts';
import { useChange } from '../../api/use-change.ts';
import { dateWords } from '../../elements/date-words.ts';
import { useSignedIn } from '../../session/session.ts';
import { AdministratorMenu } from './administrator-menu.tsx';
import { type Role, roleWords } from './role-words.ts';

/** All administrators, with their roles to change. */
export function AdministratorTable({ administrators }: { readonly administrators: Answer<'listAdministrators'> }) {
  const { administrator: own } = useSignedIn();
  const change = useChange('updateAdministrator', { done: 'Saved' });
  return (
    <Card padding={0}>
      <Table.ScrollContainer minWidth={720}>
        <Table horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Signs in by</Table.Th>
              <Table.Th>Last sign-in</Table.Th>
              <Table.Th aria-label="More" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {administrators.map((administrator) => {
              const { id, name, email, role, blocked, has_password, passkey_count, last_sign_in_at } = administrator;
              return (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Stack gap={0}>
                      <Group gap="xs">
                        <Text fw={550}>{name}</Text>
                        {id === own.id && <Badge variant="default">You</Badge>}
                        {blocked && (
                          <Badge color="red" variant="outline">
                            Blocked
                          </Badge>
                        )}
                      </Group>
                      <Text size="sm" c="dimmed">
                        {email}
                      </Text>
                    </Stack>
                  </Table.Td>
                  <Table.Td>
                    <Select
                      aria-label={`Role of ${name}`}
                      data={roleWords.map(({ value, label }) => ({ value, label }))}
                      value={role}
                      allowDeselect={false}
                      disabled={change.isPending}
                      w={120}
                      onChange={(chosen) => chosen && change.mutate({ params: { id }, body: { role: chosen as Role } })}
                    />
                  </Table.Td>
                  <Table.Td>{signInWords(has_password, passkey_count)}</Table.Td>
                  <Table.Td>{dateWords(last_sign_in_at)}</Table.Td>
                  <Table.Td align="right">
                    <AdministratorMenu administrator={administrator} />
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

function signInWords(hasPassword: boolean, passkeys: number): string {
  const keys = passkeys === 0 ? [] : [passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`];
  return [...(hasPassword ? ['Password'] : []), ...keys].join(', ') || 'Nothing yet';
}
