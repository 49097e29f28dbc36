import type { z } from 'zod';
import { checkEntry, type Entry } from '../changes/entries.ts';
import type { Path, Report } from '../changes/report.ts';
import { refuseUnsetKeywords } from './keywords.ts';

/** Reads one object; undefined when it was reported. `notSettings` are left out of what is stored. */
export function readEntry<S extends z.ZodType>(
  path: Path,
  schema: S,
  value: unknown,
  report: Report,
  notSettings: readonly string[] = [],
): Entry<z.output<S>> | undefined {
  if (refuseUnsetKeywords(value, path, report)) return undefined;
  return checkEntry(path, schema, value, report, notSettings);
}

/** Reads a section that is a list. */
export function readEntries<S extends z.ZodType>(
  section: string,
  schema: S,
  value: unknown,
  report: Report,
  notSettings: readonly string[],
): Entry<z.output<S>>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    if (!refuseUnsetKeywords(value, [section], report)) report.refuse([section], 'must be a list');
    return [];
  }
  return value.flatMap((item, index) => readEntry([section, index], schema, item, report, notSettings) ?? []);
}

/** What distinguishes the elements of a section may stand in it once. */
export function refuseDuplicates<T>(
  entries: readonly Entry<T>[],
  member: keyof T & string,
  report: Report,
  keyOf: (checked: T) => unknown = (checked) => checked[member],
): void {
  const seen = new Set<unknown>();
  for (const { path, checked } of entries) {
    const key = keyOf(checked);
    if (key !== undefined && seen.has(key)) report.refuse([...path, member], 'is given twice in this section');
    seen.add(key);
  }
}
