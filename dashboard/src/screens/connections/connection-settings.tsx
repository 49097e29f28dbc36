import { Alert, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { CopyField } from '../../elements/copy-field.tsx';
import { DangerAction } from '../../elements/danger-action.tsx';
import { SaveRow } from '../../elements/save-row.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import {
  type ConnectionBody,
  type OptionValues,
  type Provider,
  readOptions,
  writeOptions,
} from './connection-options.ts';
import { OptionFields } from './option-fields.tsx';
import { ScopeFields } from './scope-fields.tsx';

interface ConnectionSettingsProps {
  readonly connection: ConnectionBody;
  readonly provider: Provider;
}

interface Values extends OptionValues {
  readonly display_name: string;
}

/** What was set up, to change, and the end of it. */
export function ConnectionSettings({ connection, provider }: ConnectionSettingsProps) {
  const { id = '', display_name = '', options = {} } = connection;
  const params = { id };
  const navigate = useNavigate();
  // Options are replaced whole, so that only who sees all of them can save some.
  const mayChange = useMay('update:connections');
  const seesSecrets = useMay('read:connections_options');
  const disabled = !mayChange || !seesSecrets;
  const form = useForm<Values>({ initialValues: { display_name, ...readOptions(provider, options) } });
  const save = useChange('updateConnection', { done: 'Saved', onDone: () => form.resetDirty() });
  const remove = useChange('deleteConnection', {
    done: 'The connection is deleted',
    onDone: () => void navigate({ to: '/connections' as string }),
  });
  const submit = ({ display_name: shown, ...values }: Values) =>
    save.mutate({
      params,
      body: {
        ...(!provider.social && { display_name: shown === '' ? null : shown }),
        options: writeOptions(provider, values, options),
      },
    });
  return (
    <Stack gap="lg">
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="lg">
          <Section title="Provider" description={`${provider.label}, under the name ${connection.name}.`}>
            <CopyField label="Callback URL" description="Registered at the provider." value={provider.callback_url} />
            {!provider.social && (
              <TextInput label="Name on the sign-in page" disabled={disabled} {...form.getInputProps('display_name')} />
            )}
            <OptionFields provider={provider} form={form} disabled={disabled} secretsKept />
          </Section>
          <Section title="Scopes" description="A change holds from the next sign-in of each user.">
            <ScopeFields provider={provider} form={form} disabled={disabled} />
          </Section>
          {disabled ? (
            <Alert color="gray">Your role may look at these settings, and not change them.</Alert>
          ) : (
            <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={form.reset} />
          )}
        </Stack>
      </form>
      {mayChange && (
        <Section title="Danger zone">
          <DangerAction
            title="Delete this connection"
            words="Nobody signs in with it any more. The tokens of its users are erased here and revoked at the provider."
            button="Delete connection"
            loading={remove.isPending}
            onConfirm={() => remove.mutate({ params })}
          />
        </Section>
      )}
    </Stack>
  );
}
