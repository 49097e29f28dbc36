import { Alert, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import type { KeyRotationState } from '../../../../src/contract/index.ts';
import { Moment } from '../../elements/moment.tsx';

const numbers = new Intl.NumberFormat('en');
const count = (values: number) => `${numbers.format(values)} ${values === 1 ? 'value' : 'values'}`;

/** How far a rotation is and what it waits for, or how the last one ended. */
export function RotationProgress({ rotation }: { readonly rotation: KeyRotationState }) {
  const { state, key_id, waiting_for, moved, total, damaged, finished_at, error } = rotation;
  if (state === 'idle') return null;
  if (state === 'failed' || state === 'interrupted') {
    return (
      <Alert color="red" role="alert" title={state === 'failed' ? 'The rotation failed' : 'The rotation was cut off'}>
        {moved > 0 && `${numbers.format(moved)} of ${count(total)} are moved. `}
        {error} Start it again: it goes on where it was.
      </Alert>
    );
  }
  if (state === 'running' && key_id === undefined) {
    return (
      <Group gap="sm" role="status" wrap="nowrap">
        <Loader size="sm" aria-hidden />
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {waiting_for === undefined
            ? 'The rotation begins.'
            : `Waiting until these servers seal with the new key: ${waiting_for.join(', ')}. One that has died is left out after 45 seconds.`}
        </Text>
      </Group>
    );
  }
  const damage = damaged > 0 && `, ${numbers.format(damaged)} could not be opened and stay as they are`;
  if (state === 'done') {
    return (
      <Text size="sm" role="status">
        {count(moved)} moved <Moment at={finished_at} />
        {damage}
      </Text>
    );
  }
  return (
    <Stack gap={6} role="status">
      <Text size="sm">
        {numbers.format(moved)} of {count(total)} moved
        {damage}
      </Text>
      <Progress value={total === 0 ? 100 : (moved / total) * 100} animated aria-label="Rotation of the vault key" />
    </Stack>
  );
}
