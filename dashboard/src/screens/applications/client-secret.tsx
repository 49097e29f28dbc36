import { Alert, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { client as api } from '../../api/call.ts';
import { SecretField } from '../../elements/secret-field.tsx';
import { useMay, useSignedIn } from '../../session/session.ts';

/** Milliseconds after a sign-in in which the server shows secrets to those who may see them. */
const freshFor = 10 * 60_000;

/** The secret of an application, once it is sure who looks: a while after the sign-in the server leaves it out. */
export function ClientSecret({ secret }: { readonly secret: string | undefined }) {
  const queryClient = useQueryClient();
  const maySee = useMay('read:client_keys');
  const { administrator, reauthenticated_at } = useSignedIn();
  if (secret !== undefined) return <SecretField label="Client secret" value={secret} />;
  const wasAsked = Date.now() - Date.parse(reauthenticated_at) < freshFor;
  if (!maySee || (administrator.role !== 'admin' && wasAsked)) {
    return <Alert color="gray">Your role does not see the secret of this application.</Alert>;
  }
  const show = async () => {
    if (await api.reauthenticate()) await queryClient.invalidateQueries();
  };
  return (
    <Group>
      <Button variant="default" onClick={() => void show()}>
        Show the client secret
      </Button>
      <Text c="dimmed" size="sm">
        You are asked for your password or passkey first.
      </Text>
    </Group>
  );
}
