import { Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink } from '@tabler/icons-react';
import type { User } from '../../../../../src/contract/index.ts';
import { useApi } from '../../../api/use-api.ts';
import { QueryView } from '../../../elements/query-view.tsx';
import { useMay } from '../../../session/session.ts';
import { IdentityCard } from './identity-card.tsx';
import { LinkModal } from './link-modal.tsx';

/** The accounts at IdPs that a user has, and how the grant of each is. */
export function IdentitiesTab({ userId, user }: { readonly userId: string; readonly user: User }) {
  const grants = useApi('listIdpGrants', { params: { id: userId } });
  const [linking, { open, close }] = useDisclosure(false);
  const mayLink = useMay('update:users');
  return (
    <QueryView query={grants}>
      {(list) => (
        <Stack gap="lg">
          {(user.identities ?? []).map((identity, index) => (
            <IdentityCard
              key={`${identity.provider}|${identity.user_id}`}
              userId={userId}
              identity={identity}
              isMain={index === 0}
              grant={list.find(
                (grant) => grant.provider === identity.provider && grant.user_id === String(identity.user_id),
              )}
            />
          ))}
          {mayLink && (
            <Group>
              <Button variant="default" leftSection={<IconLink size={18} aria-hidden />} onClick={open}>
                Link another account
              </Button>
              <LinkModal userId={userId} opened={linking} onClose={close} />
            </Group>
          )}
        </Stack>
      )}
    </QueryView>
  );
}
