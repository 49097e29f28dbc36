import { Badge } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { ApplicationConnections } from './application-connections.tsx';
import { ApplicationSettings } from './application-settings.tsx';
import { Credentials } from './credentials.tsx';
import { kindOf, signsPeopleIn } from './kinds.ts';
import { QuickStart } from './quick-start.tsx';

/** One application: how to begin, how it is set up, how it shows who it is. */
export function ApplicationScreen() {
  const { id } = getRouteApi('/signed-in/applications/$id').useParams();
  const client = useApi('getClient', { params: { id } });
  const kind = client.data && kindOf(client.data);
  return (
    <Screen
      title={client.data?.name ?? 'Application'}
      badge={kind && <Badge variant="default">{kind.label}</Badge>}
      back={{ to: '/applications', label: 'Applications' }}
    >
      <QueryView query={client}>
        {(shown) => (
          <ScreenTabs
            tabs={[
              { value: 'quick-start', label: 'Quick start', panel: <QuickStart client={shown} /> },
              { value: 'settings', label: 'Settings', panel: <ApplicationSettings client={shown} /> },
              { value: 'credentials', label: 'Credentials', panel: <Credentials client={shown} /> },
              ...(signsPeopleIn(shown)
                ? [{ value: 'connections', label: 'Connections', panel: <ApplicationConnections client={shown} /> }]
                : []),
            ]}
          />
        )}
      </QueryView>
    </Screen>
  );
}
