import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-change.ts';
import { CopyField } from '../../elements/copy-field.tsx';
import { dateWords } from '../../elements/date-words.ts';
import { DialogEnd } from '../../elements/dialog-end.tsx';
import { type Role, roleWords } from './role-words.ts';

interface InviteModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Makes a link for somebody, and shows it this one time. */
export function InviteModal({ opened, onClose }: InviteModalProps) {
  const form = useForm<{ role: Role; email: string }>({ initialValues: { role: 'editor', email: '' } });
  const create = useChange('createInvitation', { ownError: true });
  function close() {
    form.reset();
    create.reset();
    onClose();
  }
  const submit = ({ role, email }: typeof form.values) =>
    create.mutate({ body: { role, ...(email !== '' && { email }) } });
  if (create.data) {
    return (
      <Modal opened={opened} onClose={close} title="The link is made">
        <Stack>
          <Alert>It is shown this once. Send it in a way that nobody else reads.</Alert>
          <CopyField
            label="Link"
            description={`Works once, until ${dateWords(create.data.expires_at)}.`}
            value={create.data.url}
          />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened={opened} onClose={close} title="Invite an administrator">
      <form onSubmit={form.onSubmit(submit)}>
        <Stack>
          <Radio.Group label="Role" {...form.getInputProps('role')}>
            <Stack gap="xs" mt="xs">
              {roleWords.map(({ value, label, words }) => (
                <Radio.Card key={value} value={value} p="sm" radius="md" aria-label={`${label}. ${words}`}>
                  <Group wrap="nowrap" align="flex-start">
                    <Radio.Indicator />
                    <Stack gap={0}>
                      <Text fw={550}>{label}</Text>
                      <Text size="sm" c="dimmed">
                        {words}
                      </Text>
                    </Stack>
                  </Group>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            label="E-mail address"
            description="If you name one, only an account with it can be made. Nothing is sent."
            type="email"
            {...form.getInputProps('email')}
          />
          <DialogEnd error={create.error} onCancel={close} action="Make a link" pending={create.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}
