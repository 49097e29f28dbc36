import { Group, Text } from '@mantine/core';

/** The mark and the name. */
export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/dashboard/icon.svg" alt="" width={26} height={26} />
      <Text fw={650} size="md" lts="-0.01em">
        Valetkey
      </Text>
    </Group>
  );
}
