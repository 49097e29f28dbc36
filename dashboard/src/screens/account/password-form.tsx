import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-change.ts';
import { Section } from '../../elements/section.tsx';

/** Sets the own password. */
export function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
  const form = useForm({
    initialValues: { password: '', again: '' },
    validate: {
      password: (password) => (password.length < 12 ? 'At least 12 characters' : null),
      again: (again, { password }) => (again === password ? null : 'This is another one'),
    },
  });
  const change = useChange('changePassword', {
    done: 'The password is set, and your other sessions are over',
    onDone: () => form.reset(),
  });
  return (
    <Section
      title="Password"
      description={hasPassword ? 'Your other sessions end when you change it.' : 'You have none. A passkey is enough.'}
    >
      <form onSubmit={form.onSubmit(({ password }) => change.mutate({ body: { password } }))}>
        <Stack maw={420}>
          <PasswordInput
            label="New password"
            description="At least 12 characters. Several words are better than one with signs."
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          <PasswordInput label="Once more" autoComplete="new-password" required {...form.getInputProps('again')} />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
