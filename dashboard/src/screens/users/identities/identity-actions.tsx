import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye, IconMail, IconPlayerPlay } from '@tabler/icons-react';
import type { Identity, IdpGrant } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { askFirst } from '../../../elements/ask-first.tsx';
import { useIs, useMay, useSignedIn } from '../../../session/session.ts';
import { dangerText } from '../../../theme.ts';
import { CallModal } from './call-modal.tsx';
import { ReconnectModal } from './reconnect-modal.tsx';
import { RefreshButton } from './refresh-button.tsx';
import { RevealModal } from './reveal-modal.tsx';

interface IdentityActionsProps {
  readonly userId: string;
  readonly identity: Identity;
  readonly isMain: boolean;
  readonly grant: IdpGrant | undefined;
}

/** As the API sees it: such a grant cannot come back by itself. */
function needsItsUser({ state, reason }: IdpGrant): boolean {
  return state === 'needs_reauthorization' || state === 'partial' || (state === 'revoked' && reason === 'erased');
}

/** What can be done with an identity; nobody is shown what their role forbids. */
export function IdentityActions({ userId, identity, isMain, grant }: IdentityActionsProps) {
  const params = { id: userId, provider: identity.provider, user_id: String(identity.user_id) };
  const [calling, call] = useDisclosure(false);
  const [revealing, reveal] = useDisclosure(false);
  const [reconnecting, reconnect] = useDisclosure(false);
  const mayReconnect = useMay('create:user_tickets') && grant !== undefined && needsItsUser(grant);
  const { reveal_allowed } = useSignedIn();
  const mayRefresh = useIs('admin', 'editor', 'support');
  const mayCall = useIs('admin', 'editor');
  const mayReveal = useIs('admin') && reveal_allowed;
  const mayChange = useMay('update:users');
  const revoke = useChange('revokeIdpGrant', { done: 'Revoked' });
  const unlink = useChange('unlinkIdentity', { done: 'Unlinked' });
  const lives = grant !== undefined && grant.state !== 'revoked';
  return (
    <Group gap="xs">
      {lives && mayRefresh && <RefreshButton params={params} refreshable={grant.refreshable} />}
      {mayReconnect && (
        <Button size="xs" leftSection={<IconMail size={16} aria-hidden />} onClick={reconnect.open}>
          Link to re-connect
        </Button>
      )}
      {lives && mayCall && (
        <Button size="xs" variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={call.open}>
          Call the IdP
        </Button>
      )}
      {lives && mayReveal && (
        <Button size="xs" variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={reveal.open}>
          Reveal token
        </Button>
      )}
      {lives && mayChange && (
        <Button
          size="xs"
          variant="default"
          c={dangerText}
          loading={revoke.isPending}
          onClick={() =>
            askFirst(
              'Revoke this grant?',
              'It is taken back at the IdP and its tokens are erased here. The identity stays; the next sign-in makes a new grant.',
              'Revoke',
              () => revoke.mutate({ params }),
            )
          }
        >
          Revoke
        </Button>
      )}
      {!isMain && mayChange && (
        <Button
          size="xs"
          variant="default"
          c={dangerText}
          loading={unlink.isPending}
          onClick={() =>
            askFirst(
              'Unlink this account?',
              'It is a user of its own again, and its grant is taken back at the IdP.',
              'Unlink',
              () => unlink.mutate({ params }),
            )
          }
        >
          Unlink
        </Button>
      )}
      {mayReconnect && <ReconnectModal params={params} opened={reconnecting} onClose={reconnect.close} />}
      <CallModal params={params} opened={calling} onClose={call.close} />
      {mayReveal && <RevealModal params={params} opened={revealing} onClose={reveal.close} />}
    </Group>
  );
}
