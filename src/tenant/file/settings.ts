import { tenantSettings } from '../../contract/index.ts';
import type { Report } from '../changes/report.ts';
import { checkSettings, type SettingsEntry } from '../changes/settings.ts';
import { readEntry } from './entries.ts';

export function readSettings(value: unknown, report: Report): SettingsEntry | undefined {
  if (value === undefined || value === null) return undefined;
  const entry = readEntry(['tenant'], tenantSettings, value, report);
  return entry && checkSettings(entry, report);
}
