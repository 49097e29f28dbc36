import type { CustomTextsOfPrompt } from '../../contract/index.ts';
import { applyCustomTexts } from '../changes/custom-text.ts';
import { type Editor, edit } from './edit.ts';

/** Sets the texts of one prompt in one language; those that were there are gone. */
export async function updateCustomTexts(
  editor: Editor,
  { prompt, language }: { readonly prompt: string; readonly language: string },
  texts: CustomTextsOfPrompt,
): Promise<void> {
  await edit(editor, (run) => applyCustomTexts(run, [], { [language]: { [prompt]: texts } }));
}
