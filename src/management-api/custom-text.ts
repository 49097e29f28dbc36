import { type CustomTextsOfPrompt, getCustomText, setCustomText } from '../contract/index.ts';
import { readCustomTexts, type Tenant, updateCustomTexts } from '../tenant/index.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';

interface Params {
  readonly prompt: string;
  readonly language: string;
}

async function read(tenant: Tenant, { prompt, language }: Params): Promise<CustomTextsOfPrompt> {
  return (await readCustomTexts(tenant))[language]?.[prompt] ?? {};
}

export const customTextOperations: readonly Operation[] = [
  serve(getCustomText, async ({ vault, params }) => answer(200, await read(vault.tenant, params))),

  serve(setCustomText, async ({ vault, params, body, warn }) => {
    await updateCustomTexts(editorOf({ vault, warn }), params, body);
    return answer(200, await read(vault.tenant, params));
  }),
];
