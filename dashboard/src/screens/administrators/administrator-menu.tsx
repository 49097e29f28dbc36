import { ActionIcon, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots } from '@tabler/icons-react';
import type { Answer } from '../../api/contract.ts';
import { useChange } from '../../api/use-change.ts';

/** What can be done to an administrator beside another role. */
export function AdministratorMenu({ administrator }: { readonly administrator: Answer<'listAdministrators'>[number] }) {
  const { id, name, blocked } = administrator;
  const params = { id };
  const change = useChange('updateAdministrator', {
    done: blocked ? `${name} may come in again` : `${name} is blocked`,
  });
  const remove = useChange('deleteAdministrator', { done: `${name} is removed` });
  function askToRemove() {
    modals.openConfirmModal({
      title: `Remove ${name}`,
      children: <Text size="sm">The account and its passkeys go, and its sessions end within a second.</Text>,
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params }),
    });
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More about ${name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change.mutate({ params, body: { blocked: !blocked } })}>
          {blocked ? 'Unblock' : 'Block'}
        </Menu.Item>
        <Menu.Item color="red" onClick={askToRemove}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
