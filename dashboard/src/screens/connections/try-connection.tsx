import { Button, Group, Switch } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { Section } from '../../elements/section.tsx';
import type { ConnectionBody } from './connection-options.ts';
import { TryProgress } from './try-progress.tsx';
import { TryResult } from './try-result.tsx';
import { useTry } from './use-try.ts';

/** A real sign-in in a pop-up that makes no user, to see what the provider gives. */
export function TryConnection({ connection }: { readonly connection: ConnectionBody }) {
  const [offline, setOffline] = useState(false);
  const tried = useTry(connection.id ?? '');
  return (
    <Section
      title="Try a sign-in"
      description="Signs you in at the provider in a pop-up. No user is made, and the tokens are given back at once."
    >
      <Group>
        <Button
          leftSection={<IconExternalLink size={16} />}
          loading={tried.isStarting}
          onClick={() => void tried.start(offline)}
        >
          Try it
        </Button>
        <Switch
          label="With offline access"
          checked={offline}
          onChange={(event) => setOffline(event.currentTarget.checked)}
        />
      </Group>
      {tried.outcome?.state === 'done' ? <TryResult outcome={tried.outcome} /> : <TryProgress tried={tried} />}
    </Section>
  );
}
