import { Badge, Code, DataList, Group, Stack, Text } from '@mantine/core';
import type { Answer } from '../../api/contract.ts';
import { CodeBlock } from '../../elements/code-block.tsx';
import { durationWords } from '../../elements/durations.ts';
import { Fact } from '../../elements/fact.tsx';
import { UserFace } from '../../elements/user-face.tsx';

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What the provider gave: who it is, what was allowed, how long it lasts. */
export function TryResult({ outcome }: { readonly outcome: Answer<'getConnectionTry'> }) {
  const { profile = {}, scopes_granted = [], scopes_missing = [], expires_in, has_refresh_token } = outcome;
  const name = textOf(profile.name) ?? textOf(profile.nickname) ?? 'Somebody without a name';
  const scopes = [
    ...scopes_granted.map((scope) => ({ scope, color: 'verdigris', words: 'granted' })),
    ...scopes_missing.map((scope) => ({ scope, color: 'orange', words: 'not granted' })),
  ];
  return (
    <Stack>
      <Group gap="sm">
        <UserFace name={name} picture={textOf(profile.picture)} size={44} />
        <Stack gap={0}>
          <Text fw={550}>{name}</Text>
          <Text size="sm" c="dimmed">
            {textOf(profile.email) ?? 'No e-mail address'}
          </Text>
        </Stack>
      </Group>
      <DataList labelWidth={150}>
        <Fact label="Scopes">
          <Group gap={6}>
            {scopes.length === 0 && 'The provider does not say'}
            {scopes.map(({ scope, color, words }) => (
              <Badge key={scope} variant="outline" color={color} tt="none" title={words}>
                {scope}
                {words === 'not granted' && ' (not granted)'}
              </Badge>
            ))}
          </Group>
        </Fact>
        <Fact label="Access token lives">
          {expires_in === undefined ? 'The provider does not say' : durationWords(expires_in)}
        </Fact>
        <Fact label="Refresh token">{has_refresh_token ? 'Yes' : 'No'}</Fact>
        <Fact label="Fingerprint">
          <Code>{outcome.token_fingerprint}</Code>
        </Fact>
      </DataList>
      <Text size="sm" fw={550}>
        Profile
      </Text>
      <CodeBlock label="profile" code={JSON.stringify(profile, null, 2)} />
    </Stack>
  );
}
