import { Button, Stack, Table, Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { useChange } from '../../../api/use-change.ts';
import { Moment } from '../../../elements/moment.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';
import { useMay } from '../../../session/session.ts';
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
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Application</Table.Th>
                <Table.Th visibleFrom="sm">Since</Table.Th>
                <Table.Th visibleFrom="sm">Last used</Table.Th>
                {mayEnd && <Table.Th aria-label="Actions" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.tokens.map((token) => (
                <Table.Tr key={token.id}>
                  <Table.Td>
                    <Stack gap={0}>
                      <Text size="sm">{token.client_id}</Text>
                      <Text size="xs" c="dimmed">
                        {sayDevice(token.device.initial_user_agent)}
                      </Text>
                    </Stack>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Moment at={token.created_at} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Moment at={token.last_exchanged_at} never="Not yet" />
                  </Table.Td>
                  {mayEnd && (
                    <Table.Td ta="right">
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={`End the refresh token of ${token.client_id}`}
                        onClick={() => end.mutate({ params: { id: token.id } })}
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
