import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ScreenTabs } from '../../elements/screen-tabs.tsx';
import { useMay } from '../../session/session.ts';
import { settingSections } from './setting-sections.ts';
import type { Settings } from './setting-values.ts';
import { SettingsForm } from './settings-form.tsx';
import { TextsTab } from './texts/texts-tab.tsx';

/** The settings of the tenant. A change holds on every node within a second. */
export function SettingsScreen() {
  const tenant = useApi('getTenantSettings', { query: {} });
  const seesTexts = useMay('read:prompts');
  const seesBranding = useMay('read:branding');
  const branding = useApi('getBranding', {}, { enabled: seesBranding });
  const sections = settingSections.filter((section) => section.of === 'tenant' || seesBranding);
  return (
    <Screen title="Settings" description="Of the server as a whole. A change holds on every node within a second.">
      <ScreenTabs
        tabs={[
          ...sections.map((section) => ({
            value: section.name,
            label: section.title,
            panel: (
              <QueryView<unknown> query={section.of === 'tenant' ? tenant : branding}>
                {(settings) => <SettingsForm section={section} settings={settings as Settings} />}
              </QueryView>
            ),
          })),
          ...(seesTexts ? [{ value: 'texts', label: 'Texts', panel: <TextsTab /> }] : []),
        ]}
      />
    </Screen>
  );
}
