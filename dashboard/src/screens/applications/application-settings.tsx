import { NumberInput, Select, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { DangerAction } from '../../elements/danger-action.tsx';
import { SaveRow } from '../../elements/save-row.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { readSettings, writeSettings } from './application-values.ts';
import { type Client, kinds, signsPeopleIn } from './kinds.ts';

/** What every application can be told. */
export function ApplicationSettings({ client }: { readonly client: Client }) {
  const params = { id: client.client_id ?? '' };
  const navigate = useNavigate();
  const disabled = !useMay('update:clients');
  const mayDelete = useMay('delete:clients');
  const form = useForm({ initialValues: readSettings(client) });
  const save = useChange('updateClient', { done: 'Saved', onDone: () => form.resetDirty() });
  const remove = useChange('deleteClient', {
    done: 'The application is deleted',
    onDone: () => void navigate({ to: '/applications' as string }),
  });
  const addresses = { disabled, placeholder: 'https://', splitChars: [',', ' '] };
  return (
    <Stack gap="lg">
      <form onSubmit={form.onSubmit((values) => save.mutate({ params, body: writeSettings(client, values) }))}>
        <Stack gap="lg">
          <Section title="About">
            <TextInput label="Name" required disabled={disabled} {...form.getInputProps('name')} />
            <Textarea label="Description" maxLength={140} disabled={disabled} {...form.getInputProps('description')} />
            <Select
              label="Kind"
              data={kinds.map(({ type, label }) => ({ value: type, label }))}
              allowDeselect={false}
              disabled={disabled}
              {...form.getInputProps('app_type')}
            />
            <Switch
              label="Switched off"
              description="Nobody signs in to it, and its tokens for the Management API end."
              disabled={disabled}
              {...form.getInputProps('disabled', { type: 'checkbox' })}
            />
          </Section>
          {signsPeopleIn(client) && (
            <Section title="Addresses" description="Enter after each. Nothing but these is accepted.">
              <TagsInput
                label="Callback URLs"
                description="Where users are led back to after they signed in."
                {...addresses}
                {...form.getInputProps('callbacks')}
              />
              <TagsInput
                label="Logout URLs"
                description="Where they may be led to after they signed out."
                {...addresses}
                {...form.getInputProps('allowed_logout_urls')}
              />
              <TagsInput
                label="Web origins"
                description="Origins of single-page applications that renew tokens silently."
                {...addresses}
                {...form.getInputProps('web_origins')}
              />
            </Section>
          )}
          {signsPeopleIn(client) && (
            <Section title="Tokens">
              <NumberInput
                label="ID Token Expiration (Seconds)"
                min={1}
                max={2_592_000}
                allowDecimal={false}
                disabled={disabled}
                {...form.getInputProps('id_token_lifetime')}
              />
            </Section>
          )}
          {!disabled && <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={form.reset} />}
        </Stack>
      </form>
      {mayDelete && (
        <Section title="Danger zone">
          <DangerAction
            title="Delete this application"
            words="Its id and secret stop working, its grants and its tokens for the Management API end within a second."
            button="Delete application"
            loading={remove.isPending}
            onConfirm={() => remove.mutate({ params })}
          />
        </Section>
      )}
    </Stack>
  );
}
