import { tenantSettings } from '../../contract/index.ts';
import { findTenant, saveTenantSettings } from '../../storage/index.ts';
import { checkCallbackUrls } from './callback-urls.ts';
import { type Entry, mergeSettings, readEntry } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

export type SettingsEntry = Entry<unknown>;

export function readSettings(value: unknown, report: Report): SettingsEntry | undefined {
  if (value === undefined || value === null) return undefined;
  const entry = readEntry(['tenant'], tenantSettings, value, report);
  if (!entry) return undefined;
  checkCallbackUrls(['tenant', 'allowed_logout_urls'], entry.checked.allowed_logout_urls ?? [], report);
  // Exports write settings that are not set as empty text.
  const given = Object.entries(entry.given).map(([name, member]) => [name, member === '' ? null : member]);
  return { ...entry, given: Object.fromEntries(given) };
}

export async function applySettings(run: Run, entry: SettingsEntry | undefined): Promise<void> {
  if (!entry) return;
  const before = (await findTenant(run.db))?.settings ?? {};
  const after = mergeSettings(before, entry.given);
  await saveChange(run, { section: 'tenant', name: 'settings' }, before, after, () =>
    saveTenantSettings(run.db, after),
  );
}
