import { Alert, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useApi } from '../../api/use-api.ts';
import { GrantLegend } from '../../elements/grant-legend.tsx';
import { grantStates } from '../../elements/grant-states.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import type { ConnectionBody } from './connection-options.ts';

const looks = {
  info: { color: 'gray', Icon: IconInfoCircle },
  warning: { color: 'yellow', Icon: IconAlertTriangle },
  error: { color: 'red', Icon: IconAlertCircle },
} as const;

/** How the grants are, and what about the settings is worth a look. */
export function ConnectionHealth({ connection }: { readonly connection: ConnectionBody }) {
  const health = useApi('getConnectionHealth', { params: { id: connection.id ?? '' } });
  return (
    <QueryView query={health}>
      {({ counts, findings }) => {
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return (
          <Stack gap="lg">
            <Section title="Grants" description="Of the users who signed in with this connection.">
              {total === 0 ? (
                <Text size="sm">Nobody signed in with it yet.</Text>
              ) : (
                <>
                  <Progress.Root size="lg" aria-hidden>
                    {grantStates.map(({ state, color }) => (
                      <Progress.Section
                        key={state}
                        value={(counts[state] / total) * 100}
                        color={color}
                        withAria={false}
                      />
                    ))}
                  </Progress.Root>
                  <Group gap="lg">
                    <GrantLegend counts={counts} />
                  </Group>
                </>
              )}
            </Section>
            <Section title="Findings">
              {findings.length === 0 && <Text size="sm">Nothing stands out in the settings.</Text>}
              {findings.map(({ level, text }) => {
                const { color, Icon } = looks[level];
                return (
                  <Alert key={text} color={color} icon={<Icon />}>
                    {text}
                  </Alert>
                );
              })}
            </Section>
          </Stack>
        );
      }}
    </QueryView>
  );
}
