import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useChange } from '../../api/use-change.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { RotationProgress } from './rotation-progress.tsx';
import { useRotation } from './use-rotation.ts';
import { type VaultKey, valuesOf } from './vault-key.ts';

/** Moves everything under the newest key, and shows how far that is. */
export function VaultRotation({ keys }: { readonly keys: readonly VaultKey[] }) {
  const rotation = useRotation();
  const start = useChange('startKeyRotation');
  // They come in the order in which servers brought them.
  const newest = keys.findLast(({ state }) => state !== 'retired');
  const others = keys.filter(({ id }) => id !== newest?.id);
  const isUpToDate = newest?.state === 'active';
  const ask = () =>
    modals.openConfirmModal({
      title: 'Rotate the vault key?',
      children: (
        <Text size="sm">
          The newest key seals from now on, and every data key is wrapped anew. Tokens are not opened for it, and the
          servers go on meanwhile. Keep the old key for as long as you keep backups that were made with it.
        </Text>
      ),
      labels: { confirm: 'Rotate', cancel: 'Cancel' },
      onConfirm: () => start.mutate({ body: {} }),
    });
  return (
    <QueryView query={rotation}>
      {(state) => (
        <Stack gap="sm">
          <RotationProgress rotation={state} />
          {state.state !== 'running' && (
            <Group justify="space-between" gap="sm">
              <Text size="sm" c="dimmed" flex="1 1 16rem" maw="40rem">
                {isUpToDate ? (
                  <>
                    The newest key seals already. For another, run <Code>valetkey keys generate</Code>, add its key to
                    the server's settings on every node, and restart them one after another.
                  </>
                ) : (
                  'A newer key waits to be used.'
                )}
              </Text>
              <Button
                variant={isUpToDate ? 'default' : 'filled'}
                onClick={ask}
                loading={start.isPending}
                disabled={isUpToDate && others.every((key) => valuesOf(key) === 0)}
              >
                Rotate
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </QueryView>
  );
}
