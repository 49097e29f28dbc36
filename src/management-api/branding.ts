import { getBranding, updateBranding } from '../contract/index.ts';
import { readBranding, updateBranding as update } from '../tenant/index.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';

export const brandingOperations: readonly Operation[] = [
  serve(getBranding, async ({ vault }) => answer(200, await readBranding(vault.tenant))),

  serve(updateBranding, async ({ vault, body, warn }) => {
    await update(editorOf({ vault, warn }), body);
    return answer(200, await readBranding(vault.tenant));
  }),
];
