import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { call } from '../../api/call.ts';
import type { Input } from '../../api/contract.ts';
import { Entrance } from '../../layout/entrance.tsx';
import { askForPasskey, knowsPasskeys } from '../../session/passkeys.ts';
import { takeSession, useSession } from '../../session/session.ts';

type Password = Input<'signInWithPassword'>['body'];

async function signIn(given: Password | 'passkey'): Promise<void> {
  if (given !== 'passkey') return takeSession(await call('signInWithPassword', { body: given }));
  const credential = await askForPasskey(await call('createSignInChallenge', { body: {} }));
  takeSession(await call('signInWithPasskey', { body: { credential } }));
}

/** How an administrator comes in. */
export function SignInScreen() {
  const { to = '/' } = getRouteApi('/sign-in').useSearch();
  const { data: session } = useSession();
  const { mutate, error, isPending, variables } = useMutation({ mutationFn: signIn });
  const form = useForm<Password>({ initialValues: { email: '', password: '' } });
  if (session?.state === 'signed_in') {
    const { pathname, searchParams } = new URL(to, location.origin);
    return <Navigate to={pathname as string} search={Object.fromEntries(searchParams) as never} replace />;
  }
  return (
    <Entrance title="Sign in" description="For those who run this server.">
      {session?.setup_needed && (
        <Alert title="Nobody is an administrator yet">
          The server printed a link when it started. Open it to make your account; <code>valetkey admin link</code>{' '}
          prints a new one.
        </Alert>
      )}
      {error && (
        <Alert color="red" role="alert">
          {error.message}
        </Alert>
      )}
      <form onSubmit={form.onSubmit((values) => mutate(values))}>
        <Stack>
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={isPending && variables !== 'passkey'} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
      {knowsPasskeys && (
        <>
          <Divider label="or" />
          <Button
            variant="default"
            leftSection={<IconFingerprint size={18} />}
            loading={isPending && variables === 'passkey'}
            onClick={() => mutate('passkey')}
            fullWidth
          >
            Sign in with a passkey
          </Button>
        </>
      )}
    </Entrance>
  );
}
