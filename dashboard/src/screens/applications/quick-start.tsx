import { Anchor, Code, List, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CodeBlock } from '../../elements/code-block.tsx';
import { Section } from '../../elements/section.tsx';
import { useSignedIn } from '../../session/session.ts';
import { type Client, kindOf } from './kinds.ts';
import { quickStartsOf } from './quick-starts.ts';

/** Code for the stack that is chosen, with the values of this application filled in. */
export function QuickStart({ client }: { readonly client: Client }) {
  const { issuer } = useSignedIn();
  const { client_id = '' } = client;
  const kind = kindOf(client)?.type ?? 'regular_web';
  const starts = quickStartsOf(kind, { issuer, clientId: client_id, callback: firstOf(client.callbacks) });
  const [chosen, setChosen] = useState(starts[0]!.stack);
  const { install, file, code, callback } = starts.find(({ stack }) => stack === chosen) ?? starts[0]!;
  const isRegistered = callback === undefined || textsOf(client.callbacks).includes(callback);
  return (
    <Section title="Quick start" description="Choose your stack. The values are those of this application.">
      <SegmentedControl
        aria-label="Stack"
        data={starts.map(({ stack }) => stack)}
        value={chosen}
        onChange={setChosen}
        style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <List
        type="ordered"
        spacing="lg"
        styles={{ itemWrapper: { display: 'inline' }, itemLabel: { display: 'inline' } }}
      >
        {callback !== undefined && !isRegistered && (
          <List.Item>
            Allow the callback URL <Code>{callback}</Code> in the{' '}
            <Anchor
              component={Link}
              underline="always"
              to={`/applications/${client_id}`}
              search={{ tab: 'settings' } as never}
            >
              settings
            </Anchor>
            .
          </List.Item>
        )}
        <List.Item>
          Install what it needs:
          <Stack mt="xs">
            <CodeBlock label="command" code={install} />
          </Stack>
        </List.Item>
        <List.Item>
          <Text span>
            Put this into <Code>{file}</Code>
            {kind !== 'spa' && kind !== 'native' && ', and the secret from Credentials into the environment'}:
          </Text>
          <Stack mt="xs">
            <CodeBlock label="code" code={code} />
          </Stack>
        </List.Item>
      </List>
    </Section>
  );
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function firstOf(value: unknown): string | undefined {
  return textsOf(value)[0];
}
