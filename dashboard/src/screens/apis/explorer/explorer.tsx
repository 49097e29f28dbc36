import { Button, EmptyState, Stack } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useChange } from '../../../api/use-change.ts';
import { Section } from '../../../elements/section.tsx';
import { ReferenceFrame } from './reference-frame.tsx';
import { useExplorerToken } from './token-of-explorer.ts';
import { TokenPanel } from './token-panel.tsx';

/** A token of the Management API, and all of its operations to call with it. */
export function Explorer() {
  const { token, keep } = useExplorerToken();
  const issue = useChange('createTestToken', { onDone: keep });
  const create = useChange('createTestClient', { onDone: () => issue.mutate({ body: {} }) });
  if (token === undefined) {
    return (
      <Section title="API Explorer">
        <EmptyState
          icon={<IconFlask />}
          title="Call the Management API from here"
          description="For that a test client is made, once, with every scope but the one for users' IdP tokens. It gets a token for you."
          py="lg"
        >
          <EmptyState.Actions>
            <Button loading={create.isPending || issue.isPending} onClick={() => create.mutate({ body: {} })}>
              Create & Authorize Test Client
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      </Section>
    );
  }
  return (
    <Stack gap="lg">
      <TokenPanel key={token.access_token} token={token} issue={issue} onEnd={() => keep(null)} />
      <Section title="Endpoints" description="Open one and send a request: it is made with the token above.">
        <ReferenceFrame token={token.access_token} />
      </Section>
    </Stack>
  );
}
