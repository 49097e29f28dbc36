import { Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { grantStates } from '../../elements/grant-states.ts';

/** How the grants of one connection are, in a line. */
export function HealthBar({ connectionId }: { readonly connectionId: string }) {
  const { data } = useApi('getConnectionHealth', { params: { id: connectionId } });
  if (!data) return <Skeleton height={10} />;
  const total = Object.values(data.counts).reduce((sum, count) => sum + count, 0);
  const broken = data.counts.needs_reauthorization;
  if (total === 0) {
    return (
      <Text size="sm" c="dimmed">
        None yet
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      <Progress.Root size="sm" aria-hidden>
        {grantStates.map(({ state, color }) => (
          <Progress.Section key={state} value={(data.counts[state] / total) * 100} color={color} withAria={false} />
        ))}
      </Progress.Root>
      <Text size="xs" c="dimmed">
        {total} in all{broken > 0 && `, ${broken} need their users`}
      </Text>
    </Stack>
  );
}
