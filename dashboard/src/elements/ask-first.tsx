import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

/** Asks before something that ends things for somebody. */
export function askFirst(title: string, words: string, confirm: string, onConfirm: () => void): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{words}</Text>,
    labels: { confirm, cancel: 'Cancel' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
