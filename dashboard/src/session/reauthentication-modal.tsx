import { Alert, Button, Divider, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { call } from '../api/call.ts';
import type { Input } from '../api/contract.ts';
import { askForPasskey, knowsPasskeys } from './passkeys.ts';
import { reauthentication } from './reauthentication.ts';
import { takeSession, useSession } from './session.ts';

type Proof = Input<'reauthenticate'>['body'];

/** Asks who is there before something dangerous is done; the call that was refused is then made again. */
export function ReauthenticationModal() {
  const opened = useSyncExternalStore(reauthentication.subscribe, reauthentication.isAsked);
  const { data } = useSession();
  const administrator = data?.state === 'signed_in' ? data.administrator : undefined;
  const form = useForm({ initialValues: { password: '' } });
  const { mutate, error, isPending, reset } = useMutation<void, Error, Proof | 'passkey'>({
    mutationFn: async (given) => {
      const body =
        given === 'passkey'
          ? { credential: await askForPasskey(await call('createReauthenticationChallenge', { body: {} })) }
          : given;
      takeSession(await call('reauthenticate', { body }));
    },
    onSuccess: () => close(true),
  });
  function close(done: boolean) {
    form.reset();
    reset();
    reauthentication.answer(done);
  }
  return (
    <Modal opened={opened} onClose={() => close(false)} title="Is it still you?" zIndex={400}>
      <Stack>
        <Text size="sm">
          More than ten minutes have passed since you showed who you are. Show it once more, and this goes on.
        </Text>
        {error && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        {knowsPasskeys && administrator !== undefined && administrator.passkey_count > 0 && (
          <Button leftSection={<IconFingerprint size={18} />} loading={isPending} onClick={() => mutate('passkey')}>
            Use a passkey
          </Button>
        )}
        {administrator?.has_password && administrator.passkey_count > 0 && <Divider label="or" />}
        {administrator?.has_password && (
          <form onSubmit={form.onSubmit(({ password }) => mutate({ password }))}>
            <Stack>
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                required
                data-autofocus
                {...form.getInputProps('password')}
              />
              <Group justify="flex-end">
                <Button variant="default" onClick={() => close(false)}>
                  Cancel
                </Button>
                <Button type="submit" loading={isPending}>
                  Continue
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Modal>
  );
}
