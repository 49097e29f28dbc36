import { Button, Group } from '@mantine/core';

interface SaveRowProps {
  readonly dirty: boolean;
  readonly saving: boolean;
  readonly onReset: () => void;
}

/** The end of a form of settings. */
export function SaveRow({ dirty, saving, onReset }: SaveRowProps) {
  return (
    <Group justify="flex-end">
      {dirty && (
        <Button variant="default" onClick={onReset}>
          Discard
        </Button>
      )}
      <Button type="submit" disabled={!dirty} loading={saving}>
        Save
      </Button>
    </Group>
  );
}
