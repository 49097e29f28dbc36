import { Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useApiList } from '../../../api/use-api.ts';
import { useChange } from '../../../api/use-change.ts';
import { DialogEnd } from '../../../elements/dialog-end.tsx';
import { toQuery } from '../list/user-query.ts';
import { nameOf } from '../user-name.ts';

interface LinkModalProps {
  readonly userId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Makes another user's account an identity of this one. */
export function LinkModal({ userId, opened, onClose }: LinkModalProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [text] = useDebouncedValue(typed, 250);
  const q = toQuery(text);
  const query = { per_page: '10', fields: 'user_id,name,email,nickname,identities', ...(q !== undefined && { q }) };
  const found = useApiList('listUsers', { query }, { enabled: opened });
  const users = (found.data ?? []).filter((user) => user.user_id !== userId);
  const close = () => {
    setChosen(null);
    setTyped('');
    onClose();
  };
  const link = useChange('linkIdentity', { done: 'Linked', onDone: close, ownError: true });
  const identity = users.find((user) => user.user_id === chosen)?.identities?.[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!identity) return;
    const { provider, user_id } = identity;
    link.mutate({ params: { id: userId }, body: { provider, user_id } });
  };
  return (
    <Modal opened={opened} onClose={close} title="Link another account">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            The other user's identity and tokens move here, and that user is gone. Its metadata is not kept. Be sure
            that both are the same person: an e-mail address is no proof.
          </Text>
          <Select
            label="User to link"
            placeholder="Beginning of a name, e-mail address or id"
            searchable
            data-autofocus
            data={users.map((user) => ({
              value: user.user_id ?? '',
              label: `${nameOf(user)} (${user.user_id})`,
            }))}
            filter={({ options }) => options}
            value={chosen}
            onChange={setChosen}
            onSearchChange={setTyped}
            // Not as an entry of the list, which it is not.
            description={found.data && users.length === 0 ? 'Nobody was found' : undefined}
            error={found.error?.message}
          />
          <DialogEnd
            error={link.error}
            onCancel={close}
            action="Link"
            pending={link.isPending}
            disabled={identity === undefined}
          />
        </Stack>
      </form>
    </Modal>
  );
}
