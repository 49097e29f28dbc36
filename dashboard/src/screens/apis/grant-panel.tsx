import { Accordion, Box, Group, Stack, Switch, Text } from '@mantine/core';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../session/session.ts';
import type { Client } from '../applications/kinds.ts';
import type { Api, ClientGrant } from './api.ts';
import { GrantForm } from './grant-form.tsx';

interface GrantPanelProps {
  readonly api: Api;
  readonly client: Client;
  readonly grant: ClientGrant | undefined;
}

/** One application at one API: authorized or not, and what for. */
export function GrantPanel({ api, client, grant }: GrantPanelProps) {
  const { client_id = '', name = client_id } = client;
  const create = useChange('createClientGrant');
  const remove = useChange('deleteClientGrant', { done: `${name} is not authorized any more` });
  const mayCreate = useMay('create:client_grants');
  const mayDelete = useMay('delete:client_grants');
  const busy = create.isPending || remove.isPending;
  function toggle(authorized: boolean) {
    if (authorized) create.mutate({ body: { client_id, audience: api.identifier, scope: [] } });
    else if (grant) remove.mutate({ params: { id: grant.id } });
  }
  return (
    <Accordion.Item value={client_id}>
      <Group wrap="nowrap" gap={0} pr="md">
        <Box flex={1} miw={0}>
          <Accordion.Control disabled={grant === undefined}>
            <Stack gap={0}>
              <Text fw={550} truncate>
                {name}
              </Text>
              <Text size="xs" c="dimmed">
                {grant === undefined ? 'Not authorized' : scopeWords(grant)}
              </Text>
            </Stack>
          </Accordion.Control>
        </Box>
        <Switch
          aria-label={`Authorize ${name}`}
          checked={grant !== undefined}
          disabled={busy || (grant === undefined ? !mayCreate : !mayDelete)}
          onChange={(event) => toggle(event.currentTarget.checked)}
        />
      </Group>
      <Accordion.Panel>{grant && <GrantForm key={grant.id} api={api} grant={grant} />}</Accordion.Panel>
    </Accordion.Item>
  );
}

function scopeWords({ scope, allow_all_scopes }: ClientGrant): string {
  if (allow_all_scopes) return 'All scopes';
  return scope.length === 1 ? '1 scope' : `${scope.length} scopes`;
}
