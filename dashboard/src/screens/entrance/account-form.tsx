import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { knowsPasskeys, makePasskey } from '../../session/passkeys.ts';
import { takeSession } from '../../session/session.ts';

interface AccountFormProps {
  readonly token: string;
  /** The only address that the link takes. */
  readonly email: string | undefined;
}

interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Name, address and a way to sign in. */
export function AccountForm({ token, email }: AccountFormProps) {
  const form = useForm<Account>({
    initialValues: { name: '', email: email ?? '', password: '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Say what others call you' : null),
      email: (address) => (/^\S+@\S+$/.test(address) ? null : 'Enter an e-mail address'),
    },
  });
  const { mutate, error, isPending, variables } = useMutation<void, Error, 'password' | 'passkey'>({
    mutationFn: async (way) => {
      const { password, ...person } = form.getValues();
      if (way === 'password') {
        return takeSession(await call('acceptInvitation', { body: { token, ...person, password } }));
      }
      const credential = await makePasskey(await call('createInvitationChallenge', { body: { token, ...person } }));
      takeSession(await call('acceptInvitationWithPasskey', { body: { token, ...person, credential } }));
    },
  });
  function withPassword() {
    if (form.getValues().password.length < 12) form.setFieldError('password', 'At least 12 characters');
    else mutate('password');
  }
  return (
    <form onSubmit={form.onSubmit(withPassword)} noValidate>
      <Stack>
        {error && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        <TextInput label="Name" autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          readOnly={email !== undefined}
          {...form.getInputProps('email')}
        />
        {knowsPasskeys && (
          <>
            <Button
              leftSection={<IconFingerprint size={18} />}
              loading={isPending && variables === 'passkey'}
              onClick={() => !form.validate().hasErrors && mutate('passkey')}
            >
              Continue with a passkey
            </Button>
            <Divider label="or with a password" />
          </>
        )}
        <PasswordInput
          label="Password"
          description="At least 12 characters. Several words are better than one with signs."
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button
          type="submit"
          variant={knowsPasskeys ? 'default' : 'filled'}
          loading={isPending && variables === 'password'}
        >
          Continue with a password
        </Button>
      </Stack>
    </form>
  );
}
