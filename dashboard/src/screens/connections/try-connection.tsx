import { Alert, Button, Group, Loader, Stack, Switch, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { Section } from '../../elements/section.tsx';
import type { ConnectionBody } from './connection-options.ts';
import { TryResult } from './try-result.tsx';

const nothing = { params: { id: '', try_id: '' } };

/** A real sign-in in a pop-up that makes no user, to see what the provider gives. */
export function TryConnection({ connection }: { readonly connection: ConnectionBody }) {
  const { id = '' } = connection;
  const [offline, setOffline] = useState(false);
  const [tried, setTried] = useState<string>();
  const begin = useChange('createConnectionTry');
  const result = useApi('getConnectionTry', tried === undefined ? nothing : { params: { id, try_id: tried } }, {
    enabled: tried !== undefined,
    // Until it is done: the pop-up belongs to the provider meanwhile, and cannot tell.
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 1_000 : false),
  });
  async function start() {
    // Opened in the click itself, or the browser stops it.
    const popup = window.open('', '_blank', 'popup,width=520,height=720');
    try {
      const { id: tryId, authorize_url } = await begin.mutateAsync({
        params: { id },
        body: { offline_access: offline },
      });
      setTried(tryId);
      if (popup) popup.location.href = authorize_url;
    } catch {
      popup?.close();
    }
  }
  const outcome = tried === undefined ? undefined : result.data;
  return (
    <Section
      title="Try a sign-in"
      description="Signs you in at the provider in a pop-up. No user is made, and the tokens are given back at once."
    >
      <Group>
        <Button leftSection={<IconExternalLink size={16} />} loading={begin.isPending} onClick={() => void start()}>
          Try it
        </Button>
        <Switch
          label="With offline access"
          checked={offline}
          onChange={(event) => setOffline(event.currentTarget.checked)}
        />
      </Group>
      {outcome?.state === 'waiting' && (
        <Group gap="sm" role="status">
          <Loader size="sm" aria-hidden />
          <Text size="sm">Waiting for you to sign in at the provider.</Text>
        </Group>
      )}
      {outcome?.state === 'failed' && (
        <Alert color="red" role="alert" title="The sign-in failed">
          <Stack gap={4}>
            <Text size="sm">{outcome.error?.message ?? 'The provider gave no reason.'}</Text>
            {outcome.error && (
              <Text size="xs" c="dimmed">
                {outcome.error.code}
              </Text>
            )}
          </Stack>
        </Alert>
      )}
      {outcome?.state === 'done' && <TryResult outcome={outcome} />}
      {tried !== undefined && result.error && (
        <Alert color="red" role="alert">
          {result.error.message}
        </Alert>
      )}
    </Section>
  );
}
