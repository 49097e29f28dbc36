import { getTenantSettings, updateTenantSettings } from '../contract/index.ts';
import { readSettings, updateSettings } from '../tenant/index.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

// What the endpoint's answer does not name does not leave: the settings are kept as they came.
export const tenantOperations: readonly Operation[] = [
  serve(getTenantSettings, async ({ vault, query }) =>
    answer(200, selectFields(await readSettings(vault.tenant), query)),
  ),

  serve(updateTenantSettings, async ({ vault, body, warn }) => {
    await updateSettings(editorOf({ vault, warn }), body);
    return answer(200, await readSettings(vault.tenant));
  }),
];
