import { Badge } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { useMay } from '../../session/session.ts';
import { HistoryTab } from './history/history-tab.tsx';
import { IdentitiesTab } from './identities/identities-tab.tsx';
import { ProfileTab } from './profile/profile-tab.tsx';
import { RawTab } from './profile/raw-tab.tsx';
import { SessionsTab } from './sessions/sessions-tab.tsx';
import { UserActions } from './user-actions.tsx';
import { nameOf } from './user-name.ts';

const route = getRouteApi('/signed-in/users/$userId');

/** All that is known of one user, and what can be done about it. */
export function UserScreen() {
  const { userId } = route.useParams();
  const user = useApi('getUser', { params: { id: userId } });
  const seesLogs = useMay('read:logs', 'read:logs_users');
  const seesSessions = useMay('read:sessions');
  return (
    <Screen
      title={user.data ? nameOf(user.data) : 'User'}
      description={user.data?.email ?? userId}
      back={{ to: '/users', label: 'Users' }}
      badge={
        user.data?.blocked && (
          <Badge color="red" variant="light">
            Blocked
          </Badge>
        )
      }
      actions={user.data && <UserActions userId={userId} user={user.data} />}
    >
      <QueryView query={user}>
        {(data) => (
          <ScreenTabs
            tabs={[
              { value: 'identities', label: 'Identities', panel: <IdentitiesTab userId={userId} user={data} /> },
              { value: 'profile', label: 'Profile', panel: <ProfileTab userId={userId} user={data} /> },
              ...(seesSessions
                ? [{ value: 'sessions', label: 'Sessions', panel: <SessionsTab userId={userId} /> }]
                : []),
              ...(seesLogs ? [{ value: 'history', label: 'History', panel: <HistoryTab userId={userId} /> }] : []),
              { value: 'json', label: 'JSON', panel: <RawTab userId={userId} user={data} /> },
            ]}
          />
        )}
      </QueryView>
    </Screen>
  );
}
