import { Alert, Anchor, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useApiAll } from '../../../api/use-api.ts';
import { CodeBlock } from '../../../elements/code-block.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';
import { useSignedIn } from '../../../session/session.ts';
import type { Api } from '../api.ts';
import { languages } from './languages.ts';

/** How a backend gets a token of this API and uses it, in eleven languages. */
export function TestTab({ api }: { readonly api: Api }) {
  const { issuer } = useSignedIn();
  const grants = useApiAll('listClientGrants', { query: { audience: api.identifier, subject_type: 'client' } });
  const clients = useApiAll('listClients', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [language, setLanguage] = useState('cURL');
  const { write, exposes } = languages.find(({ name }) => name === language) ?? languages[0]!;
  const nameOf = (id: string) => clients.data?.clients.find(({ client_id }) => client_id === id)?.name ?? id;
  return (
    <QueryView
      query={grants}
      empty={{
        when: ({ total }) => total === 0,
        show: (
          <Section title="Test">
            <Text size="sm">
              No application is authorized at this API yet.{' '}
              <Anchor component={Link} underline="always" to="." search={{ tab: 'machine-to-machine' } as never}>
                Authorize one
              </Anchor>
              .
            </Text>
          </Section>
        ),
      }}
    >
      {({ client_grants }) => {
        const clientId = chosen ?? client_grants[0]?.client_id ?? '';
        const values = { tokenUrl: `${issuer}oauth/token`, clientId, audience: api.identifier, apiUrl: apiUrlOf(api) };
        const snippet = write(values);
        return (
          <Section
            title="Test"
            description="Ask for a token, then call the API with it. The secret is under Credentials."
          >
            <Select
              label="Application"
              data={client_grants.map(({ client_id }) => ({ value: client_id, label: nameOf(client_id) }))}
              value={clientId}
              onChange={setChosen}
              allowDeselect={false}
              maw={420}
            />
            <Select
              label="Language"
              data={languages.map(({ name }) => name)}
              value={language}
              onChange={(name) => setLanguage(name ?? 'cURL')}
              allowDeselect={false}
              maw={420}
            />
            {exposes !== undefined && (
              <Alert color="orange" icon={<IconAlertTriangle />} title="A secret would leave your server">
                {exposes}
              </Alert>
            )}
            <Stack gap="xs">
              <Text fw={550}>1. Get a token</Text>
              <CodeBlock label="token request" code={snippet.token} />
              <Text fw={550}>2. Call the API</Text>
              <CodeBlock label="API request" code={snippet.call} />
            </Stack>
          </Section>
        );
      }}
    </QueryView>
  );
}

/** Of one's own API nobody knows the addresses; its identifier mostly is one. */
function apiUrlOf({ is_system, identifier }: Api): string {
  if (is_system) return `${identifier}users?per_page=1`;
  return URL.canParse(identifier) && identifier.startsWith('http') ? identifier : 'https://api.example.com/';
}
