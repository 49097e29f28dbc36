import { EmptyState } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { NewConnectionForm } from './new-connection-form.tsx';

/** Sets up a connection to the provider that was chosen. */
export function NewConnectionScreen() {
  const { strategy } = getRouteApi('/signed-in/connections/new/$strategy').useParams();
  const providers = useApi('listProviders', {});
  const provider = providers.data?.find((one) => one.strategy === strategy);
  return (
    <Screen
      title={`Connect ${provider?.label ?? 'a provider'}`}
      back={{ to: '/connections/new', label: 'All providers' }}
      description="Register Valetkey at the provider, then enter what it gave you."
    >
      <QueryView
        query={providers}
        empty={{ when: () => provider === undefined, show: <EmptyState title="There is no provider of this name" /> }}
      >
        {() => provider && <NewConnectionForm key={provider.strategy} provider={provider} />}
      </QueryView>
    </Screen>
  );
}
