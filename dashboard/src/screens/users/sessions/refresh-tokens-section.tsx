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

/** Refresh tokens of ours, with which applications go on while nobody is at the browser. */
export function RefreshTokensSection({ userId }: { readonly userId: string }) {
  const tokens = useApi('listUserRefreshTokens', { params: { user_id: userId }, query: { take: '50' } });
  const mayEnd = useMay('delete:refresh_tokens');
  const end = useChange('deleteRefreshToken', { done: 'The refresh token has ended' });
  return (
    <Section
      title="Applications that stay signed in"
      description="Each holds a refresh token of this server, which is not the one of the IdP."
    >
      <QueryView
        query={tokens}
        empty={{
          when: (data) => data.tokens.length === 0,
          show: (
            <Text size="sm" c="dimmed">
              No application holds a refresh token.
            </Text>
          ),
        }}
      >
        {(data) => (
          <RowTable
            rows={data.tokens}
            columns={[
              {
                label: 'Application',
                show: ({ client_id, device }) => (
                  <DeviceCell title={client_id} words={sayDevice(device.initial_user_agent)} />
                ),
              },
              { label: 'Since', visibleFrom: 'sm', show: ({ created_at: at }) => <Moment at={at} /> },
              {
                label: 'Last used',
                visibleFrom: 'sm',
                show: ({ last_exchanged_at: at }) => <Moment at={at} never="Not yet" />,
              },
            ]}
            action={
              mayEnd
                ? {
                    words: 'End',
                    label: ({ client_id }) => `End the refresh token of ${client_id}`,
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
