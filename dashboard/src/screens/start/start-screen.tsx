import { SimpleGrid, Stack } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { useSignedIn } from '../../session/session.ts';
import { CountCard } from './count-card.tsx';
import { GrantsCard } from './grants-card.tsx';
import { Steps } from './steps.tsx';

/** What to do next, and how it all is. */
export function StartScreen() {
  const { administrator, tenant_name } = useSignedIn();
  const overview = useApi('getOverview', {});
  return (
    <Screen title={`Hello, ${administrator.name}`} description={`How ${tenant_name} is, and what to do next.`}>
      <QueryView query={overview}>
        {({ steps, counts, grants }) => (
          <Stack gap="lg">
            <Steps steps={steps} />
            <SimpleGrid cols={{ base: 2, sm: 4 }}>
              <CountCard label="Users" count={counts.users} to="/users" />
              <CountCard label="Connections" count={counts.connections} to="/connections" />
              <CountCard label="Applications" count={counts.applications} to="/applications" />
              <CountCard label="APIs" count={counts.apis} to="/apis" />
            </SimpleGrid>
            <GrantsCard grants={grants} />
          </Stack>
        )}
      </QueryView>
    </Screen>
  );
}
