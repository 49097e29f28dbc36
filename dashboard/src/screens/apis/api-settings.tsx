import { Alert, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { CopyField } from '../../elements/copy-field.tsx';
import { DangerAction } from '../../elements/danger-action.tsx';
import { durationWords } from '../../elements/durations.ts';
import { SaveRow } from '../../elements/save-row.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { type Api, pathOf } from './api.ts';

const longest = 2_592_000;

/** How the tokens of this API are. Of the Management API only their lives can be changed. */
export function ApiSettings({ api }: { readonly api: Api }) {
  const navigate = useNavigate();
  const params = pathOf(api);
  const disabled = !useMay('update:resource_servers');
  const mayDelete = useMay('delete:resource_servers') && !api.is_system;
  const { token_lifetime, token_lifetime_for_web, name = '', allow_offline_access, signing_alg } = api;
  const form = useForm({
    initialValues: { name, token_lifetime, token_lifetime_for_web, allow_offline_access, signing_alg },
  });
  const save = useChange('updateResourceServer', { done: 'Saved', onDone: () => form.resetDirty() });
  const remove = useChange('deleteResourceServer', {
    done: 'The API is deleted',
    onDone: () => void navigate({ to: '/apis' as string }),
  });
  function submit(values: typeof form.values) {
    const { token_lifetime, token_lifetime_for_web } = values;
    save.mutate({ params, body: api.is_system ? { token_lifetime, token_lifetime_for_web } : values });
  }
  const seconds = { min: 0, max: longest, allowDecimal: false, thousandSeparator: ',', disabled };
  const shown = form.getValues();
  return (
    <Stack gap="lg">
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="lg">
          <Section title="About">
            <CopyField label="Identifier" description="The audience of its tokens." value={api.identifier} />
            {api.is_system ? (
              <Alert color="gray">
                This is the API of the server itself: only the life of its tokens is yours to set.
              </Alert>
            ) : (
              <TextInput label="Name" disabled={disabled} {...form.getInputProps('name')} />
            )}
          </Section>
          <Section title="Tokens">
            <NumberInput
              label="Token Expiration (Seconds)"
              description={`${durationWords(Number(shown.token_lifetime))}; at most ${durationWords(longest)}.`}
              required
              {...seconds}
              {...form.getInputProps('token_lifetime')}
            />
            <NumberInput
              label="Token Expiration For Browser Flows (Seconds)"
              description={`${durationWords(Number(shown.token_lifetime_for_web))}. For tokens that a browser is handed.`}
              required
              {...seconds}
              {...form.getInputProps('token_lifetime_for_web')}
            />
            {!api.is_system && (
              <>
                <Select
                  label="Signing algorithm"
                  data={['RS256', 'RS512', 'PS256', 'ES256', 'HS256']}
                  allowDeselect={false}
                  disabled={disabled}
                  {...form.getInputProps('signing_alg')}
                />
                <Switch
                  label="Allow offline access"
                  description="Applications may ask for a refresh token for this API."
                  disabled={disabled}
                  {...form.getInputProps('allow_offline_access', { type: 'checkbox' })}
                />
              </>
            )}
          </Section>
          {!disabled && <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={form.reset} />}
        </Stack>
      </form>
      {mayDelete && (
        <Section title="Danger zone">
          <DangerAction
            title="Delete this API"
            words="With it go the grants of its clients. Tokens that it was given are good until they end."
            button="Delete API"
            loading={remove.isPending}
            onConfirm={() => remove.mutate({ params })}
          />
        </Section>
      )}
    </Stack>
  );
}
