import { Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { useChange } from '../../../api/use-change.ts';
import { Moment } from '../../../elements/moment.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { RowTable } from '../../../elements/row-table.tsx';
import { Section } from '../../../elements/section.tsx';
import { useMay } from '../../../session/session.ts';
import { DeviceCell } from './device-cell.tsx';
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
          <RowTable
            rows={data.sessions}
            columns={[
              {
                label: 'Device',
                show: ({ device, clients }) => (
                  <DeviceCell
                    title={sayDevice(device.last_user_agent)}
                    words={[device.last_ip, ...clients.map(({ client_id }) => client_id)].join(', ')}
                  />
                ),
              },
              { label: 'Signed in', visibleFrom: 'sm', show: ({ authenticated_at: at }) => <Moment at={at} /> },
              { label: 'Last seen', visibleFrom: 'sm', show: ({ last_interacted_at: at }) => <Moment at={at} /> },
              { label: 'Ends', visibleFrom: 'md', show: ({ idle_expires_at: at }) => <Moment at={at} /> },
            ]}
            action={
              mayEnd
                ? {
                    words: 'End',
                    label: ({ device }) => `End the session on ${sayDevice(device.last_user_agent)}`,
                    run: ({ id }) => end.mutate({ params: { id } }),
                  }
                : undefined
            }
          />
        )}
      </QueryView>
    </Section>
  );
}
