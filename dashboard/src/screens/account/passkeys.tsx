import { Alert, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { useApi } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { askFirst } from '../../elements/ask-first.tsx';
import { dateWords } from '../../elements/date-words.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { knowsPasskeys, makePasskey } from '../../session/passkeys.ts';
import { dangerText } from '../../theme.ts';

/** Keys on one's devices that sign in without a password. */
export function Passkeys() {
  const passkeys = useApi('listPasskeys', {});
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: '' } });
  const add = useMutation<void, Error, string>({
    mutationFn: async (name) => {
      const credential = await makePasskey(await call('createPasskeyChallenge', { body: {} }));
      await call('addPasskey', { body: { name, credential } });
    },
    onSuccess: () => {
      form.reset();
      void queryClient.invalidateQueries();
    },
  });
  const remove = useChange('removePasskey', { done: 'The passkey is removed' });
  const askToRemove = (id: string, name: string) =>
    askFirst(
      `Remove ${name}?`,
      'It opens this account no more. Your device keeps it until you delete it there too.',
      'Remove',
      () => remove.mutate({ params: { id } }),
    );
  return (
    <Section
      title="Passkeys"
      description="A key on your phone, computer or a stick. Nothing that could be given away by mistake."
    >
      <QueryView
        query={passkeys}
        empty={{ when: (list) => list.length === 0, show: <Text size="sm">You have none yet.</Text> }}
      >
        {(list) => (
          <Stack>
            {list.map(({ id, name, backed_up, created_at, last_used_at }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <Stack gap={0} miw={0}>
                  <Group gap="xs">
                    <Text fw={550}>{name}</Text>
                    {backed_up && <Badge variant="default">Synced</Badge>}
                  </Group>
                  <Text size="sm" c="dimmed">
                    Made {dateWords(created_at)}, last used: {dateWords(last_used_at)}
                  </Text>
                </Stack>
                <Button
                  size="xs"
                  variant="default"
                  c={dangerText}
                  aria-label={`Remove ${name}`}
                  loading={remove.isPending && remove.variables.params.id === id}
                  onClick={() => askToRemove(id, name)}
                >
                  Remove
                </Button>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
      {add.error && (
        <Alert color="red" role="alert">
          {add.error.message}
        </Alert>
      )}
      {knowsPasskeys && (
        <form onSubmit={form.onSubmit(({ name }) => add.mutate(name))}>
          <Group align="flex-end">
            <TextInput
              label="Name of a new one"
              placeholder="Laptop"
              required
              maxLength={100}
              {...form.getInputProps('name')}
            />
            <Button type="submit" variant="default" leftSection={<IconFingerprint size={18} />} loading={add.isPending}>
              Add a passkey
            </Button>
          </Group>
        </form>
      )}
    </Section>
  );
}
