import { type CustomTexts, customTexts } from '../../contract/index.ts';
import { findTenant, saveTenantSettings } from '../../storage/index.ts';
import type { Path } from './report.ts';
import { type Run, saveChange } from './run.ts';

/** The member of the stored settings that holds them: no part of what `tenant` is in Auth0's terms. */
export const customTextMember = 'custom_text';

/** Characters of JSON that all of them may have together: every node keeps them in memory. */
const mostCharacters = 500_000;

/** Lays the texts of each prompt and language that is named over what is stored, as Auth0's PUT does for one. */
export async function applyCustomTexts(run: Run, path: Path, given: CustomTexts | undefined): Promise<void> {
  if (!given) return;
  const settings = (await findTenant(run.db))?.settings ?? {};
  const before: CustomTexts = customTexts.safeParse(settings[customTextMember]).data ?? {};
  const after: CustomTexts = { ...before };
  for (const [language, prompts] of Object.entries(given)) {
    const kept = Object.entries({ ...before[language], ...prompts }).filter(
      ([, texts]) => Object.keys(texts!).length > 0,
    );
    if (kept.length > 0) after[language] = Object.fromEntries(kept);
    else delete after[language];
  }
  if (JSON.stringify(after).length > mostCharacters) {
    run.report.refuse(path, `All custom texts together must not have more than ${mostCharacters} characters`);
    return;
  }
  await saveChange(run, { section: 'prompts', name: 'custom texts' }, before, after, () =>
    saveTenantSettings(run.db, { ...settings, [customTextMember]: after }),
  );
}
