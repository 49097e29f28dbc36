import { Badge } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { useSignedIn } from '../../session/session.ts';
import { ApiScopes } from './api-scopes.tsx';
import { ApiSettings } from './api-settings.tsx';
import { Explorer } from './explorer/explorer.tsx';
import { MachineToMachine } from './machine-to-machine.tsx';
import { TestTab } from './test/test-tab.tsx';

/** One API: its tokens, its scopes, who may call it, and how. */
export function ApiScreen() {
  const { id } = getRouteApi('/signed-in/apis/$id').useParams();
  const { administrator } = useSignedIn();
  const api = useApi('getResourceServer', { params: { id } });
  return (
    <Screen
      title={api.data?.name ?? api.data?.identifier ?? 'API'}
      badge={api.data?.is_system && <Badge variant="default">System</Badge>}
      back={{ to: '/apis', label: 'APIs' }}
    >
      <QueryView query={api}>
        {(shown) => (
          <ScreenTabs
            tabs={[
              { value: 'settings', label: 'Settings', panel: <ApiSettings api={shown} /> },
              { value: 'scopes', label: 'Scopes', panel: <ApiScopes api={shown} /> },
              { value: 'machine-to-machine', label: 'Machine to Machine', panel: <MachineToMachine api={shown} /> },
              { value: 'test', label: 'Test', panel: <TestTab api={shown} /> },
              ...(shown.is_system && administrator.role === 'admin'
                ? [{ value: 'explorer', label: 'API Explorer', panel: <Explorer /> }]
                : []),
            ]}
          />
        )}
      </QueryView>
    </Screen>
  );
}
