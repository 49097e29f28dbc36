import { getTenantSettings, updateTenantSettings } from '../contract/index.ts';
import { readCustomTexts, readSettings, type Tenant, updateSettings } from '../tenant/index.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

/** Auth0's Deploy CLI asks for custom texts in these languages alone: each that has some is among them. */
async function readShown(tenant: Tenant) {
  const settings = await readSettings(tenant);
  const written = Object.keys(await readCustomTexts(tenant));
  if (written.length === 0) return settings;
  const { enabled_locales: given } = settings;
  const enabled = Array.isArray(given) ? given : [];
  return { ...settings, enabled_locales: [...new Set([...enabled, ...written])] };
}

// What the endpoint's answer does not name does not leave: the settings are kept as they came.
export const tenantOperations: readonly Operation[] = [
  serve(getTenantSettings, async ({ vault, query }) => answer(200, selectFields(await readShown(vault.tenant), query))),

  serve(updateTenantSettings, async ({ vault, body, warn }) => {
    await updateSettings(editorOf({ vault, warn }), body);
    return answer(200, await readShown(vault.tenant));
  }),
];
