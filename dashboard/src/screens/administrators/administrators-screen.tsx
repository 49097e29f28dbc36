import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { AdministratorTable } from './administrator-table.tsx';
import { Invitations } from './invitations.tsx';
import { InviteModal } from './invite-modal.tsx';

/** Who runs this server. */
export function AdministratorsScreen() {
  const administrators = useApi('listAdministrators', {});
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Screen
      title="Administrators"
      description="Who may come into this dashboard. They are not users, and share nothing with them."
      actions={
        <Button onClick={open} leftSection={<IconUserPlus size={16} />}>
          Invite
        </Button>
      }
    >
      <InviteModal opened={opened} onClose={close} />
      <QueryView query={administrators}>{(list) => <AdministratorTable administrators={list} />}</QueryView>
      <Invitations />
    </Screen>
  );
}
