import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Input } from '../../../api/contract.ts';
import { useChange } from '../../../api/use-change.ts';
import { CopyField } from '../../../elements/copy-field.tsx';
import { DialogEnd } from '../../../elements/dialog-end.tsx';
import { Moment } from '../../../elements/moment.tsx';

interface ReconnectModalProps {
  readonly params: Input<'createReconnectLink'>['params'];
  readonly opened: boolean;
  readonly onClose: () => void;
}

const lives = [
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'Seven days' },
];

/** Makes a link for the user, by which the grant is renewed at the IdP. */
export function ReconnectModal({ params, opened, onClose }: ReconnectModalProps) {
  const [life, setLife] = useState('3600');
  const make = useChange('createReconnectLink', { ownError: true });
  const close = () => {
    make.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ params, body: { ttl_sec: Number(life) } });
  };
  return (
    <Modal opened={opened} onClose={close} title="Link to re-connect">
      <Stack>
        <Text size="sm">
          Give the link to the user alone. It works once, leads to the IdP, and takes only the account that is meant.
          Nobody is signed in by it.
        </Text>
        {make.data ? (
          <>
            <CopyField label="Link" description="Shown only now" value={make.data.ticket} />
            <Text size="sm" c="dimmed">
              Good until <Moment at={make.data.expires_at} exact />
            </Text>
            <Group justify="flex-end">
              <Button onClick={close}>Done</Button>
            </Group>
          </>
        ) : (
          <form onSubmit={submit}>
            <Stack>
              <Select
                label="Good for"
                data={lives}
                value={life}
                onChange={(value) => setLife(value ?? '3600')}
                allowDeselect={false}
              />
              <DialogEnd error={make.error} onCancel={close} action="Make link" pending={make.isPending} />
            </Stack>
          </form>
        )}
      </Stack>
    </Modal>
  );
}
