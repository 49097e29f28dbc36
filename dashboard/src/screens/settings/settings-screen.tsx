import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { settingSections } from './setting-sections.ts';
import type { Settings } from './setting-values.ts';
import { SettingsForm } from './settings-form.tsx';

/** The settings of the tenant. A change holds on every node within a second. */
export function SettingsScreen() {
  const settings = useApi('getTenantSettings', { query: {} });
  return (
    <Screen title="Settings" description="Of the server as a whole. A change holds on every node within a second.">
      <QueryView query={settings}>
        {(data) => (
          <ScreenTabs
            tabs={settingSections.map((section) => ({
              value: section.name,
              label: section.title,
              panel: <SettingsForm section={section} settings={data as Settings} />,
            }))}
          />
        )}
      </QueryView>
    </Screen>
  );
}
