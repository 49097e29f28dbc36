import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-change.ts';
import { SaveRow } from '../../elements/save-row.tsx';
import { ScopeList } from '../../elements/scope-list.tsx';
import { useMay } from '../../session/session.ts';
import type { Api, ClientGrant } from './api.ts';
import { tokenScope } from './grants.ts';
import { TokenLimits } from './token-limits.tsx';

export interface GrantValues {
  readonly scope: string[];
  readonly limitConnections: boolean;
  readonly connections: string[];
  readonly limitScopes: boolean;
  readonly scopes: string[];
  readonly refreshToken: boolean;
}

interface GrantFormProps {
  readonly api: Api;
  readonly grant: ClientGrant;
}

/** The scopes of one grant and, at the Management API, which IdP tokens it opens. */
export function GrantForm({ api, grant }: GrantFormProps) {
  const { idp_tokens = {} } = grant;
  const disabled = !useMay('update:client_grants');
  const form = useForm<GrantValues>({
    initialValues: {
      scope: grant.scope,
      limitConnections: idp_tokens.connections !== undefined,
      connections: idp_tokens.connections ?? [],
      limitScopes: idp_tokens.scopes !== undefined,
      scopes: idp_tokens.scopes ?? [],
      refreshToken: idp_tokens.refresh_token === true,
    },
  });
  const save = useChange('updateClientGrant', { done: 'Saved', onDone: () => form.resetDirty() });
  const values = form.getValues();
  const opensTokens = api.is_system && values.scope.includes(tokenScope);
  const submit = (given: GrantValues) => save.mutate({ params: { id: grant.id }, body: bodyOf(given, opensTokens) });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="lg">
        <ScopeList
          label="Scopes"
          scopes={api.scopes}
          chosen={values.scope}
          disabled={disabled}
          onChange={(chosen) => form.setFieldValue('scope', chosen)}
        />
        {opensTokens && <TokenLimits form={form} disabled={disabled} />}
        {!disabled && <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={form.reset} />}
      </Stack>
    </form>
  );
}

function bodyOf(values: GrantValues, opensTokens: boolean): Record<string, unknown> {
  if (!opensTokens) return { scope: values.scope };
  return {
    scope: values.scope,
    idp_tokens: {
      ...(values.limitConnections && { connections: values.connections }),
      ...(values.limitScopes && { scopes: values.scopes }),
      ...(values.refreshToken && { refresh_token: true }),
    },
  };
}
