import { JsonInput, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { User } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { SaveRow } from '../../../elements/save-row.tsx';
import { Section } from '../../../elements/section.tsx';
import { useMay } from '../../../session/session.ts';
import { metadataChanges, readMetadata } from './metadata-changes.ts';

const write = (value: unknown) => JSON.stringify(value ?? {}, undefined, 2);
const check = (text: string) => (readMetadata(text) ? null : 'This is not a JSON object');

/** What applications keep about a user. */
export function MetadataForm({ userId, user }: { readonly userId: string; readonly user: User }) {
  const mayChange = useMay('update:users');
  const save = useChange('updateUser', { done: 'Metadata saved' });
  const form = useForm({
    initialValues: { user_metadata: write(user.user_metadata), app_metadata: write(user.app_metadata) },
    validate: { user_metadata: check, app_metadata: check },
  });
  const submit = form.onSubmit((values) => {
    const changes = (['user_metadata', 'app_metadata'] as const).flatMap((name) => {
      const change = metadataChanges(user[name] ?? {}, readMetadata(values[name]) ?? {});
      return change === undefined ? [] : [[name, change] as const];
    });
    if (changes.length > 0) save.mutate({ params: { id: userId }, body: Object.fromEntries(changes) });
  });
  const field = { autosize: true, minRows: 4, maxRows: 16, formatOnBlur: true, readOnly: !mayChange } as const;
  return (
    <Section title="Metadata" description="Kept here for applications. A sign-in does not change it.">
      <form onSubmit={submit}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <JsonInput
              label="user_metadata"
              description="What users may change themselves."
              {...field}
              {...form.getInputProps('user_metadata')}
            />
            <JsonInput
              label="app_metadata"
              description="What users may see and not change."
              {...field}
              {...form.getInputProps('app_metadata')}
            />
          </SimpleGrid>
          {mayChange && <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={form.reset} />}
        </Stack>
      </form>
    </Section>
  );
}
