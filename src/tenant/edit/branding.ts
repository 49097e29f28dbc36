import { branding, type Given } from '../../contract/index.ts';
import { applyBranding } from '../changes/branding.ts';
import { checkEntry } from '../changes/entries.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

/** Changes how the pages look, member by member. */
export async function updateBranding(editor: Editor, given: Given): Promise<void> {
  await edit(editor, async (run) => {
    const entry = checkEntry([], branding, given, run.report);
    refuseProblems(run.report);
    await applyBranding(run, entry);
  });
}
