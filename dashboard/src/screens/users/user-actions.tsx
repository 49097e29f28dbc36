import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan, IconDots, IconLogout, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { User } from '../../../../src/contract/index.ts';
import { useChange } from '../../api/use-change.ts';
import { askFirst } from '../../elements/ask-first.tsx';
import { TypedConfirmation } from '../../elements/typed-confirmation.tsx';
import { useMay } from '../../session/session.ts';

/** What ends things for a user: signing out everywhere, blocking, deleting. */
export function UserActions({ userId, user }: { readonly userId: string; readonly user: User }) {
  const navigate = useNavigate();
  const [deleting, { open, close }] = useDisclosure(false);
  const mayBlock = useMay('update:users');
  const mayDelete = useMay('delete:users');
  const maySignOut = useMay('delete:sessions');
  const block = useChange('updateUser', { done: user.blocked ? 'Unblocked' : 'Blocked' });
  const signOut = useChange('revokeUserAccess', { done: 'Signed out everywhere' });
  const remove = useChange('deleteUser', { done: 'Deleted', onDone: () => void navigate({ to: '/users' }) });
  const params = { id: userId };
  if (!mayBlock && !mayDelete && !maySignOut) return null;
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {maySignOut && (
            <Menu.Item
              leftSection={<IconLogout size={16} />}
              onClick={() =>
                askFirst(
                  'Sign out everywhere?',
                  'All sessions end here, and all refresh tokens that applications hold. Grants at IdPs stay.',
                  'Sign out',
                  () => signOut.mutate({ params, body: {} }),
                )
              }
            >
              Sign out everywhere
            </Menu.Item>
          )}
          {mayBlock && user.blocked && (
            <Menu.Item
              leftSection={<IconBan size={16} />}
              onClick={() => block.mutate({ params, body: { blocked: false } })}
            >
              Unblock
            </Menu.Item>
          )}
          {mayBlock && !user.blocked && (
            <Menu.Item
              leftSection={<IconBan size={16} />}
              onClick={() =>
                askFirst(
                  'Block this user?',
                  'Sessions and tokens end at once, nobody can read the IdP tokens, and signing in is refused until you unblock.',
                  'Block',
                  () => block.mutate({ params, body: { blocked: true } }),
                )
              }
            >
              Block
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={open}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <TypedConfirmation
        opened={deleting}
        onClose={close}
        title="Delete this user?"
        word={user.email ?? userId}
        action="Delete"
        pending={remove.isPending}
        onConfirm={() => remove.mutate({ params })}
      >
        The profile, linked identities, sessions and tokens go, and the grants are taken back at the IdPs. Nothing
        brings them back; a new sign-in makes a new user.
      </TypedConfirmation>
    </>
  );
}
