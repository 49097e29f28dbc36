import { Button, CopyButton, Group, NumberInput, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Input } from '../../../api/contract.ts';
import { useChange } from '../../../api/use-change.ts';
import { CodeBlock } from '../../../elements/code-block.tsx';
import { durationWords } from '../../../elements/durations.ts';
import { Section } from '../../../elements/section.tsx';
import { Countdown } from './countdown.tsx';
import { decodeClaims } from './decode-token.ts';
import type { ExplorerToken } from './token-of-explorer.ts';

interface TokenPanelProps {
  readonly token: ExplorerToken;
  readonly issue: { mutate: (input: Input<'createTestToken'>) => void; isPending: boolean };
  /** The token is revoked, or not wanted any more. */
  readonly onEnd: () => void;
}

/** The token itself, what it says, how long it lives, and how to have another or none. */
export function TokenPanel({ token, issue, onEnd }: TokenPanelProps) {
  const { access_token, expires_in } = token;
  const { scope, ...claims } = decodeClaims(access_token);
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const [seconds, setSeconds] = useState<number | string>(expires_in);
  const revoke = useChange('revokeToken', {
    done: 'The token is revoked, on every node within a second',
    onDone: onEnd,
  });
  return (
    <Section
      title="Token"
      description="It acts for the test client API Explorer, and reads no IdP tokens. It is kept in this tab alone, and ends when you sign out."
      actions={claims.exp !== undefined && <Countdown until={claims.exp * 1000} />}
    >
      <CodeBlock label="token" code={access_token} />
      <Group>
        <CopyButton value={access_token} timeout={1_500}>
          {({ copied, copy }) => (
            <Button leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
              {copied ? 'Copied' : 'Copy Token'}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ body: { jti: claims.jti ?? '', aud: 'API Explorer' } })}
        >
          Revoke
        </Button>
      </Group>
      <Stack gap="xs">
        <Text fw={550}>Claims</Text>
        <CodeBlock
          label="claims"
          code={JSON.stringify(
            { ...claims, scope: `${scopes.slice(0, 3).join(' ')} … (${scopes.length} in all)` },
            null,
            2,
          )}
        />
      </Stack>
      <Group align="flex-end">
        <NumberInput
          label="Token Expiration (Seconds)"
          description={durationWords(Number(seconds))}
          min={1}
          max={3_600}
          allowDecimal={false}
          value={seconds}
          onChange={setSeconds}
        />
        <Button
          variant="default"
          loading={issue.isPending}
          disabled={Number(seconds) < 1}
          onClick={() => issue.mutate({ body: { lifetime_in_seconds: Number(seconds) } })}
        >
          Update & Regenerate Token
        </Button>
      </Group>
    </Section>
  );
}
