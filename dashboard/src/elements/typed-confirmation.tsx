import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';

interface TypedConfirmationProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, and that it stays so. */
  readonly children: ReactNode;
  /** What has to be typed, so that nobody does it by a slip. */
  readonly word: string;
  readonly action: string;
  readonly pending: boolean;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const { opened, onClose, title, children, word, action, pending, onConfirm } = props;
  const [typed, setTyped] = useState('');
  const close = () => {
    setTyped('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === word) onConfirm();
  };
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{children}</Text>
          <TextInput
            label={
              <>
                Type <Code>{word}</Code> to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={pending} disabled={typed.trim() !== word}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
