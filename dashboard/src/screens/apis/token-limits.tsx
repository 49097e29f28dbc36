import { Fieldset, MultiSelect, Stack, Switch, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useApiAll } from '../../api/use-api.ts';
import type { GrantValues } from './grant-form.tsx';

interface TokenLimitsProps {
  readonly form: UseFormReturnType<GrantValues>;
  readonly disabled: boolean;
}

/** What of the IdPs' tokens this application is given. */
export function TokenLimits({ form, disabled }: TokenLimitsProps) {
  const connections = useApiAll('listConnections', { query: { fields: 'name' } });
  const { limitConnections, limitScopes } = form.getValues();
  const names = (connections.data?.connections ?? []).map(({ name = '' }) => name);
  return (
    <Fieldset legend="Tokens of identity providers" disabled={disabled}>
      <Stack>
        <Switch label="Only of some connections" {...form.getInputProps('limitConnections', { type: 'checkbox' })} />
        {limitConnections && (
          <MultiSelect
            label="Connections"
            description="With none of them, no token is given."
            data={names}
            searchable
            {...form.getInputProps('connections')}
          />
        )}
        <Switch
          label="Only tokens that can do no more than this"
          {...form.getInputProps('limitScopes', { type: 'checkbox' })}
        />
        {limitScopes && (
          <TagsInput
            label="Scopes of the provider"
            description="A token that was granted anything else is not given."
            {...form.getInputProps('scopes')}
          />
        )}
        <Switch
          label="Refresh tokens too"
          description="Whoever has one can act for the user for good. Mostly the access token is enough: it is fresh when it is read."
          {...form.getInputProps('refreshToken', { type: 'checkbox' })}
        />
      </Stack>
    </Fieldset>
  );
}
