import { Badge } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { useIs } from '../../session/session.ts';
import { ConnectionApplications } from './connection-applications.tsx';
import { ConnectionHealth } from './connection-health.tsx';
import { ConnectionSettings } from './connection-settings.tsx';
import { TokenReaders } from './token-readers.tsx';
import { TryConnection } from './try-connection.tsx';

/** One connection: how it is, how it is set up, and who has to do with it. */
export function ConnectionScreen() {
  const { id } = getRouteApi('/signed-in/connections/$id').useParams();
  const connection = useApi('getConnection', { params: { id } });
  const providers = useApi('listProviders', {});
  const mayTry = useIs('admin', 'editor');
  const { name = 'Connection', display_name, strategy } = connection.data ?? {};
  return (
    <Screen
      title={display_name ?? name}
      badge={display_name !== undefined && display_name !== name && <Badge variant="default">{name}</Badge>}
      back={{ to: '/connections', label: 'Connections' }}
    >
      <QueryView query={connection}>
        {(shown) => (
          <QueryView query={providers}>
            {(all) => {
              const provider = all.find((one) => one.strategy === strategy);
              return (
                <ScreenTabs
                  tabs={[
                    { value: 'health', label: 'Health', panel: <ConnectionHealth connection={shown} /> },
                    ...(mayTry ? [{ value: 'try', label: 'Try', panel: <TryConnection connection={shown} /> }] : []),
                    ...(provider
                      ? [
                          {
                            value: 'settings',
                            label: 'Settings',
                            panel: <ConnectionSettings connection={shown} provider={provider} />,
                          },
                        ]
                      : []),
                    {
                      value: 'applications',
                      label: 'Applications',
                      panel: <ConnectionApplications connection={shown} />,
                    },
                    { value: 'readers', label: 'Token readers', panel: <TokenReaders connection={shown} /> },
                  ]}
                />
              );
            }}
          </QueryView>
        )}
      </QueryView>
    </Screen>
  );
}
