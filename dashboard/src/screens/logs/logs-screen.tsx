import { Card, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { Screen } from '../../elements/screen.tsx';
import { useMay } from '../../session/session.ts';
import { LogDrawer } from './log-drawer.tsx';
import { type LogSearch, readLogSearch } from './log-search.ts';
import { LogView } from './log-view.tsx';
import { ReadsView } from './reads-view.tsx';

const route = getRouteApi('/signed-in/logs');

/** What happened, and who read tokens. The address holds the filters, so that what one sees can be passed on. */
export function LogsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const seesReads = useMay('read:logs');
  const { entry: id, view } = search;
  const entry = useApi('getLog', { params: { id: id ?? '' } }, { enabled: id !== undefined });
  const onSearch = (changes: LogSearch) =>
    void navigate({ search: (before) => readLogSearch({ ...before, ...changes }), replace: !('entry' in changes) });
  return (
    <Screen title="Logs" description="What happened at this server, as it happens.">
      <Card>
        <Tabs
          value={view ?? 'log'}
          keepMounted={false}
          onChange={(next) => void navigate({ search: next === 'reads' ? { view: 'reads' } : {} })}
        >
          <Tabs.List mb="lg">
            <Tabs.Tab value="log">Log</Tabs.Tab>
            {seesReads && <Tabs.Tab value="reads">Who read tokens</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="log">
            <LogView search={search} onSearch={onSearch} />
          </Tabs.Panel>
          <Tabs.Panel value="reads">
            <ReadsView search={search} onSearch={onSearch} />
          </Tabs.Panel>
        </Tabs>
      </Card>
      <LogDrawer entry={id === undefined ? undefined : entry.data} onClose={() => onSearch({ entry: '' })} />
    </Screen>
  );
}
