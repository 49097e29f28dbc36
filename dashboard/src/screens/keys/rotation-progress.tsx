import { Alert, Progress, Stack, Text } from '@mantine/core';
import type { KeyRotationState } from '../../../../src/contract/index.ts';
import { Moment } from '../../elements/moment.tsx';

/** How far a rotation is, or how the last one ended. */
export function RotationProgress({ rotation }: { readonly rotation: KeyRotationState }) {
  const { state, moved, total, damaged, finished_at, error } = rotation;
  if (state === 'idle') return null;
  if (state === 'failed' || state === 'interrupted') {
    return (
      <Alert color="red" title={state === 'failed' ? 'The rotation failed' : 'The rotation was cut off'}>
        {moved} of {total} values are moved. {error} Start it again: it goes on where it was.
      </Alert>
    );
  }
  const share = total === 0 ? 100 : (moved / total) * 100;
  return (
    <Stack gap={6} role="status">
      <Text size="sm">
        {state === 'running' ? (
          `${moved} of ${total} values are moved`
        ) : (
          <>
            {moved} values were moved <Moment at={finished_at} />
          </>
        )}
        {damaged > 0 && `, ${damaged} could not be opened and stay as they are`}
      </Text>
      {state === 'running' && <Progress value={share} animated aria-label="Rotation of the vault key" />}
    </Stack>
  );
}
