import { Alert, Button, Group } from '@mantine/core';

interface DialogEndProps {
  /** What the API refused, in its words. */
  readonly error: Error | null;
  readonly onCancel: () => void;
  /** What the button does: `Create`. */
  readonly action: string;
  readonly pending: boolean;
  readonly color?: string;
  readonly disabled?: boolean;
}

/** The end of a form in a dialog: why it was refused, the way out, and the button that sends it. */
export function DialogEnd({ error, onCancel, action, pending, color, disabled = false }: DialogEndProps) {
  return (
    <>
      {error && (
        <Alert color="red" role="alert">
          {error.message}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={disabled} {...(color !== undefined && { color })}>
          {action}
        </Button>
      </Group>
    </>
  );
}
