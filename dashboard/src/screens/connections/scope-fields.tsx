import { Alert, Stack, Switch, TagsInput, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconInfoCircle } from '@tabler/icons-react';
import { ScopeList } from '../../elements/scope-list.tsx';
import { choicesOf, type OptionValues, type Provider, scopeKey } from './connection-options.ts';
import { offlineWords } from './token-words.ts';

interface ScopeFieldsProps<T extends OptionValues> {
  readonly provider: Provider;
  readonly form: UseFormReturnType<T>;
  readonly disabled?: boolean;
}

/** What users are asked to allow at the provider, and whether tokens outlive their visit. */
export function ScopeFields<T extends OptionValues>({ provider, form, disabled = false }: ScopeFieldsProps<T>) {
  const { scopes, otherScopes } = form.getValues();
  const set = (name: 'scopes' | 'otherScopes', value: string[]) => form.setFieldValue(name, value as never);
  return (
    <Stack gap="lg">
      {provider.scopes.length > 0 && (
        <ScopeList
          label="What users allow"
          scopes={choicesOf(provider).map((known) => ({
            value: scopeKey(known),
            description: known.always ? `${known.label} (always)` : known.label,
            fixed: known.always,
          }))}
          chosen={scopes}
          disabled={disabled}
          onChange={(chosen) => set('scopes', chosen)}
        />
      )}
      <TagsInput
        label="Other scopes"
        description="As the provider writes them. Enter after each."
        disabled={disabled}
        value={otherScopes}
        onChange={(chosen) => set('otherScopes', chosen)}
      />
      {provider.offline_access.available ? (
        <Switch
          label="Offline access"
          description={offlineWords(provider)}
          disabled={disabled}
          {...form.getInputProps('offlineAccess', { type: 'checkbox' })}
        />
      ) : (
        <Alert icon={<IconInfoCircle />} color="gray">
          <Text size="sm">{provider.label} gives no refresh tokens: when a token ends, its user signs in again.</Text>
        </Alert>
      )}
    </Stack>
  );
}
