import { Text } from '@mantine/core';

/** Says that a list goes on beyond what is shown; nothing when it does not. */
export function CutOff({ shown, total }: { readonly shown: number; readonly total: number }) {
  if (shown >= total) return null;
  return (
    <Text size="sm" c="dimmed" ta="center" py="md">
      The first {shown.toLocaleString()} of {total.toLocaleString()}. The Management API lists the rest, page by page.
    </Text>
  );
}
