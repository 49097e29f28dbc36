import { Stack, Text } from '@mantine/core';

/** Who is signed in somewhere, and below it what else is known. */
export function DeviceCell({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm">{title}</Text>
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </Stack>
  );
}
