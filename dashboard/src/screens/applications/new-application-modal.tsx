import { Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { DialogEnd } from '../../elements/dialog-end.tsx';
import { kinds } from './kinds.ts';

interface NewApplicationModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A name and a kind; the rest is set up on the application's own screen. */
export function NewApplicationModal({ opened, onClose }: NewApplicationModalProps) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', type: 'regular_web' },
    validate: { name: (name) => (/^[^<>]+$/.test(name.trim()) ? null : 'A name without < and >') },
  });
  const create = useChange('createClient', {
    ownError: true,
    onDone: ({ client_id = '' }) => {
      onClose();
      void navigate({ to: `/applications/${client_id}` as string });
    },
  });
  const submit = ({ name, type }: typeof form.values) =>
    create.mutate({
      body: { name: name.trim(), app_type: type, ...kinds.find((kind) => kind.type === type)?.settings },
    });
  return (
    <Modal opened={opened} onClose={onClose} title="Create application" size="lg">
      <form onSubmit={form.onSubmit(submit)}>
        <Stack>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <Radio.Group label="Kind" {...form.getInputProps('type')}>
            <Stack gap="xs" mt="xs">
              {kinds.map(({ type, label, words }) => (
                <Radio.Card key={type} value={type} p="sm" radius="md" aria-label={`${label}. ${words}`}>
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
          <DialogEnd error={create.error} onCancel={onClose} action="Create" pending={create.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}
