import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { DialogEnd } from '../../elements/dialog-end.tsx';

interface NewApiModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** An API has a name and an identifier, which its tokens carry as their audience. */
export function NewApiModal({ opened, onClose }: NewApiModalProps) {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: '', identifier: '' } });
  const create = useChange('createResourceServer', {
    ownError: true,
    onDone: ({ id }) => {
      onClose();
      void navigate({ to: `/apis/${id}` as string });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Create API">
      <form onSubmit={form.onSubmit((body) => create.mutate({ body }))}>
        <Stack>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="Identifier"
            description="The audience of its tokens, mostly a URL. Nothing is fetched from there, and it never changes."
            placeholder="https://api.example.com/"
            required
            {...form.getInputProps('identifier')}
          />
          <DialogEnd error={create.error} onCancel={onClose} action="Create" pending={create.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}
