import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiError } from '../api/api-error.ts';

interface FailureNoticeProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** An error in the API's words, with what an operator needs to find it in the log of the server. */
export function FailureNotice({ error, onRetry }: FailureNoticeProps) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title="This could not be loaded" role="alert">
      <Stack gap="sm">
        <Text size="sm">{error.message}</Text>
        {requestId !== undefined && (
          <Text size="xs" c="dimmed">
            Request <Code>{requestId}</Code>
          </Text>
        )}
        {onRetry && (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
