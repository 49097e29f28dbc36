import { Button, Group, Stack, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { dateWords } from '../../elements/date-words.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { roleWords } from './role-words.ts';

/** Links that were made and nobody has used. */
export function Invitations() {
  const invitations = useApi('listInvitations', {});
  const remove = useChange('deleteInvitation', { done: 'The link works no more' });
  return (
    <Section title="Open invitations" description="Each link works once, and is shown only when it is made.">
      <QueryView
        query={invitations}
        empty={{ when: (list) => list.length === 0, show: <Text size="sm">There is none.</Text> }}
      >
        {(list) => (
          <Stack>
            {list.map(({ id, role, email, created_by, expires_at }) => (
              <Group key={id} justify="space-between">
                <Stack gap={0}>
                  <Text fw={550}>{email ?? 'Anybody with the link'}</Text>
                  <Text size="sm" c="dimmed">
                    {roleWords.find(({ value }) => value === role)?.label}
                    {created_by !== undefined && `, invited by ${created_by}`}, until {dateWords(expires_at)}
                  </Text>
                </Stack>
                <Button
                  size="xs"
                  variant="default"
                  loading={remove.isPending && remove.variables.params.id === id}
                  onClick={() => remove.mutate({ params: { id } })}
                >
                  Take back
                </Button>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
