import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Input } from '../../../api/contract.ts';
import { useChange } from '../../../api/use-change.ts';
import { CopyField } from '../../../elements/copy-field.tsx';
import { DialogEnd } from '../../../elements/dialog-end.tsx';
import { durationWords } from '../../../elements/durations.ts';

interface RevealModalProps {
  readonly params: Input<'revealIdpToken'>['params'];
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Shows an access token to an administrator who says why. It is forgotten when the dialog closes. */
export function RevealModal({ params, opened, onClose }: RevealModalProps) {
  const reveal = useChange('revealIdpToken', { ownError: true });
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (text) => (text.trim().length < 3 ? 'Say why, in a few words' : null) },
  });
  const close = () => {
    reveal.reset();
    form.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title="Reveal the access token">
      <Stack>
        <Alert color="orange" role="note" icon={<IconAlertTriangle />}>
          Whoever has this token acts as the user at the IdP. Your name and reason go into the tenant log and to the
          webhooks.
        </Alert>
        {reveal.data ? (
          <>
            <CopyField label="Access token" value={reveal.data.access_token} />
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              Fingerprint {reveal.data.fingerprint}
              {reveal.data.expires_in !== undefined && `, good for ${durationWords(reveal.data.expires_in)}`}
            </Text>
            <Group justify="flex-end">
              <Button onClick={close}>Done</Button>
            </Group>
          </>
        ) : (
          <form onSubmit={form.onSubmit(({ reason }) => reveal.mutate({ params, body: { reason } }))}>
            <Stack>
              <TextInput label="Reason" required maxLength={500} data-autofocus {...form.getInputProps('reason')} />
              <DialogEnd error={reveal.error} onCancel={close} action="Reveal" color="red" pending={reveal.isPending} />
            </Stack>
          </form>
        )}
      </Stack>
    </Modal>
  );
}
