import { Alert, Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { CopyField } from '../../elements/copy-field.tsx';
import { Section } from '../../elements/section.tsx';
import { ApplicationChoice } from './application-choice.tsx';
import { type OptionValues, type Provider, readOptions, writeOptions } from './connection-options.ts';
import { OptionFields } from './option-fields.tsx';
import { ScopeFields } from './scope-fields.tsx';

interface Values extends OptionValues {
  readonly name: string;
  readonly clients: string[];
}

/** Auth0's rule for names of connections. */
const namePattern = /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/;

/** A form drawn from what the provider says of itself. */
export function NewConnectionForm({ provider }: { readonly provider: Provider }) {
  const navigate = useNavigate();
  const form = useForm<Values>({
    initialValues: { name: provider.strategy, clients: [], ...readOptions(provider) },
    validate: { name: (name) => (namePattern.test(name) ? null : 'Letters, digits and single dashes between them') },
  });
  const create = useChange('createConnection', {
    ownError: true,
    done: 'The connection is there. Try it before your users do.',
    onDone: ({ id = '' }) => void navigate({ to: `/connections/${id}` as string }),
  });
  const submit = ({ name, clients, ...values }: Values) =>
    create.mutate({
      body: { name, strategy: provider.strategy, enabled_clients: clients, options: writeOptions(provider, values) },
    });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="lg">
        <Section
          title="At the provider"
          description={
            <>
              Register an application with this callback URL.{' '}
              <Anchor href={provider.docs_url} target="_blank" rel="noreferrer" underline="always">
                How {provider.label} does it
              </Anchor>
            </>
          }
        >
          <CopyField label="Callback URL" value={provider.callback_url} />
        </Section>
        <Section title="Here">
          <TextInput
            label="Name"
            description="Stands in user ids and in requests, and never changes."
            required
            {...form.getInputProps('name')}
          />
          <OptionFields provider={provider} form={form} />
        </Section>
        <Section title="Scopes" description="Ask for little: users who are asked for much say no.">
          <ScopeFields provider={provider} form={form} />
        </Section>
        <Section title="Applications" description="Whose users may sign in with it.">
          <ApplicationChoice {...form.getInputProps('clients')} />
        </Section>
        {create.error && (
          <Alert color="red" role="alert" title="The connection was not made">
            {create.error.message}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Create connection
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
