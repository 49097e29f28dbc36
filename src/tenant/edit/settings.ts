import { type Given, lifetimesInMinutes, tenantSettings } from '../../contract/index.ts';
import { checkEntry, omit } from '../changes/entries.ts';
import { applySettings, checkSettings } from '../changes/settings.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

const inMinutes = Object.keys(lifetimesInMinutes);

/** Auth0 takes lifetimes in minutes too; they are kept in hours, as they are shown. */
function withHours(given: Given): Given {
  const hours = inMinutes
    .filter((name) => typeof given[name] === 'number')
    .map((name) => [name.replace(/_in_minutes$/, ''), Number(given[name]) / 60]);
  return { ...omit(given, inMinutes), ...Object.fromEntries(hours) };
}

/** Changes the tenant's settings, member by member. */
export async function updateSettings(editor: Editor, given: Given): Promise<void> {
  await edit(editor, async (run) => {
    const entry = checkEntry([], tenantSettings, withHours(given), run.report);
    const checked = entry && checkSettings(entry, run.report);
    refuseProblems(run.report);
    await applySettings(run, checked);
  });
}
