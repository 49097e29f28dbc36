import { Accordion, Text } from '@mantine/core';
import { useApiAll } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { isOwn } from '../applications/kinds.ts';
import type { Api } from './api.ts';
import { GrantPanel } from './grant-panel.tsx';
import { callsByItself } from './grants.ts';

/** Which backends may have tokens of this API, and for what. */
export function MachineToMachine({ api }: { readonly api: Api }) {
  const clients = useApiAll('listClients', {});
  const grants = useApiAll('listClientGrants', {
    query: { audience: api.identifier, subject_type: 'client' },
  });
  return (
    <Section
      title="Machine to Machine"
      description="Applications that call this API by themselves, with the grant client_credentials. Switch one on, then open it to choose its scopes."
    >
      <QueryView query={grants}>
        {({ client_grants }) => (
          <QueryView
            query={clients}
            empty={{
              when: (page) => !page.clients.some((client) => isOwn(client) && callsByItself(client)),
              show: <Text size="sm">No application may use client_credentials. Create one of the kind Backend.</Text>,
            }}
          >
            {(page) => (
              <Accordion variant="separated" chevronPosition="left">
                {page.clients
                  .filter((client) => isOwn(client) && callsByItself(client))
                  .map((client) => (
                    <GrantPanel
                      key={client.client_id}
                      api={api}
                      client={client}
                      grant={client_grants.find(({ client_id }) => client_id === client.client_id)}
                    />
                  ))}
              </Accordion>
            )}
          </QueryView>
        )}
      </QueryView>
    </Section>
  );
}
