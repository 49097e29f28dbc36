import { Alert, Select, Stack } from '@mantine/core';
import { useChange } from '../../api/use-change.ts';
import { CopyField } from '../../elements/copy-field.tsx';
import { DangerAction } from '../../elements/danger-action.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay, useSignedIn } from '../../session/session.ts';
import { ClientSecret } from './client-secret.tsx';
import type { Client } from './kinds.ts';

const methods = [
  { value: 'client_secret_post', label: 'Secret in the body (client_secret_post)' },
  { value: 'client_secret_basic', label: 'Secret in the header (client_secret_basic)' },
  { value: 'none', label: 'No secret: a public client' },
];

/** How the application shows who it is. */
export function Credentials({ client }: { readonly client: Client }) {
  const { issuer } = useSignedIn();
  const params = { id: client.client_id ?? '' };
  const mayChange = useMay('update:clients');
  const mayRotate = useMay('update:client_keys');
  const change = useChange('updateClient', { done: 'Saved' });
  const rotate = useChange('rotateClientSecret', { done: 'The secret is another now' });
  const method = client.token_endpoint_auth_method as string | undefined;
  const signsWithKey =
    client.client_authentication_methods !== undefined && client.client_authentication_methods !== null;
  return (
    <Stack gap="lg">
      <Section title="Who it is">
        <CopyField label="Domain" value={new URL(issuer).host} />
        <CopyField label="Client ID" value={params.id} />
        {method !== 'none' && (client.client_secret !== undefined || !signsWithKey) && (
          <ClientSecret secret={client.client_secret} />
        )}
      </Section>
      <Section title="At the token endpoint">
        {signsWithKey ? (
          <Alert color="gray">It signs with a key (private_key_jwt), which is set up at the Management API.</Alert>
        ) : (
          <Select
            label="Authentication"
            data={methods}
            allowDeselect={false}
            disabled={!mayChange || change.isPending}
            value={method ?? 'client_secret_post'}
            onChange={(token_endpoint_auth_method) => change.mutate({ params, body: { token_endpoint_auth_method } })}
          />
        )}
      </Section>
      {mayRotate && method !== 'none' && (
        <Section title="Danger zone">
          <DangerAction
            title="Rotate the secret"
            words="The old secret stops working at once. Tokens that it fetched live on until they end."
            button="Rotate secret"
            loading={rotate.isPending}
            onConfirm={() => rotate.mutate({ params, body: {} })}
          />
          <DangerAction
            title="Rotate the secret and end its tokens"
            words="For a secret that somebody else has seen: its tokens for the Management API end within a second too."
            button="Rotate and end tokens"
            loading={rotate.isPending}
            onConfirm={() => rotate.mutate({ params, body: { end_tokens: true } })}
          />
        </Section>
      )}
    </Stack>
  );
}
