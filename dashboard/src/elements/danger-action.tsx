import { Button, Group, Stack, Text } from '@mantine/core';
import { askFirst } from './ask-first.tsx';

interface DangerActionProps {
  readonly title: string;
  /** What is lost. */
  readonly words: string;
  readonly button: string;
  readonly loading: boolean;
  readonly onConfirm: () => void;
}

/** Something that cannot be taken back: said, asked for once more, then done. */
export function DangerAction({ title, words, button, loading, onConfirm }: DangerActionProps) {
  const ask = () => askFirst(title, words, button, onConfirm);
  return (
    <Group justify="space-between" gap="md">
      <Stack gap={2} flex="1 1 16rem">
        <Text fw={550}>{title}</Text>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Stack>
      <Button color="red" variant="outline" loading={loading} onClick={ask}>
        {button}
      </Button>
    </Group>
  );
}
