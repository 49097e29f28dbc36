import { Button, Stack, Table, Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { useChange } from '../../../api/use-change.ts';
import { Moment } from '../../../elements/moment.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';
import { useMay } from '../../../session/session.ts';
import { sayDevice } from './device-words.ts';

/** The sessions that a user has at this server. */
export function SessionsSection({ userId }: { readonly userId: string }) {
  const sessions = useApi('listUserSessions', { params: { user_id: userId }, query: { take: '50' } });
  const mayEnd = useMay('delete:sessions');
  const end = useChange('revokeSession', { done: 'The session has ended' });
  return (
    <Section title="Devices and sessions" description="Browsers in which the user is signed in at this server.">
      <QueryView
        query={sessions}
        empty={{
          when: (data) => data.sessions.length === 0,
          show: (
            <Text size="sm" c="dimmed">
              The user is signed in nowhere.
            </Text>
          ),
        }}
      >
        {(data) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Device</Table.Th>
                <Table.Th visibleFrom="sm">Signed in</Table.Th>
                <Table.Th visibleFrom="sm">Last seen</Table.Th>
                <Table.Th visibleFrom="md">Ends</Table.Th>
                {mayEnd && <Table.Th aria-label="Actions" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.sessions.map((session) => (
                <Table.Tr key={session.id}>
                  <Table.Td>
                    <Stack gap={0}>
                      <Text size="sm">{sayDevice(session.device.last_user_agent)}</Text>
                      <Text size="xs" c="dimmed">
                        {session.device.last_ip}
                        {session.clients.length > 0 &&
                          `, ${session.clients.map(({ client_id }) => client_id).join(', ')}`}
                      </Text>
                    </Stack>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Moment at={session.authenticated_at} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Moment at={session.last_interacted_at} />
                  </Table.Td>
                  <Table.Td visibleFrom="md">
                    <Moment at={session.idle_expires_at} />
                  </Table.Td>
                  {mayEnd && (
                    <Table.Td ta="right">
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={`End the session on ${sayDevice(session.device.last_user_agent)}`}
                        onClick={() => end.mutate({ params: { id: session.id } })}
                      >
                        End
                      </Button>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </QueryView>
    </Section>
  );
}
