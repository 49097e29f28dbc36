import type { Branding } from '../../contract/index.ts';
import { findTenant, saveTenantSettings } from '../../storage/index.ts';
import { type Entry, isObject, mergeSettings } from './entries.ts';
import { type Run, saveChange } from './run.ts';

/** The member of the stored settings that holds it: no part of what `tenant` is in Auth0's terms. */
export const brandingMember = 'branding';

export async function applyBranding(run: Run, entry: Entry<Branding> | undefined): Promise<void> {
  if (!entry) return;
  const settings = (await findTenant(run.db))?.settings ?? {};
  const { [brandingMember]: stored } = settings;
  const before = isObject(stored) ? stored : {};
  // Exports write what is not set as empty text.
  const given = Object.entries(entry.given).map(([name, member]) => [name, member === '' ? null : member]);
  const after = mergeSettings(before, Object.fromEntries(given));
  await saveChange(run, { section: 'branding', name: 'branding' }, before, after, () =>
    saveTenantSettings(run.db, { ...settings, [brandingMember]: after }),
  );
}
