import { Alert, Code, Group, Loader, Stack, Text } from '@mantine/core';
import type { useTry } from './use-try.ts';

/** What a try waits for, or why nothing came of it. */
export function TryProgress({ tried }: { readonly tried: ReturnType<typeof useTry> }) {
  const { outcome, isBlocked, isClosed, error } = tried;
  if (isBlocked) {
    return (
      <Alert color="orange" role="alert" title="The browser stopped the pop-up">
        Allow pop-ups for this page, then try again.
      </Alert>
    );
  }
  if (error) {
    return (
      <Alert color="red" role="alert">
        {error.message}
      </Alert>
    );
  }
  if (outcome?.state === 'failed') {
    return (
      <Alert color="red" role="alert" title="The sign-in failed">
        <Stack gap={4}>
          <Text size="sm">{outcome.error?.message ?? 'The provider gave no reason.'}</Text>
          {outcome.error && <Code w="fit-content">{outcome.error.code}</Code>}
        </Stack>
      </Alert>
    );
  }
  if (outcome === undefined) return null;
  if (isClosed) {
    return (
      // Not the end of it: a provider may have cut its window off from this page, which then looks closed from here.
      <Alert color="orange" role="alert" title="The pop-up is gone">
        The provider has not answered. Try again, or finish the sign-in if its window is still open.
      </Alert>
    );
  }
  return (
    <Group gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text size="sm">Waiting for you to sign in at the provider.</Text>
    </Group>
  );
}
