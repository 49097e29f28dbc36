import type { z } from 'zod';
import type { JsonObject } from '../../providers/index.ts';
import { refuseUnsetKeywords } from './keywords.ts';
import type { Path, Report } from './report.ts';

/** One element of a section. */
export interface Entry<T> {
  readonly path: Path;
  /** With the defaults of the schema filled in: for checks. */
  readonly checked: T;
  /** As the file says it: for storing, so that what the file leaves out stays as it is. Null means take away. */
  readonly given: JsonObject;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads one object; undefined when it was reported. `notSettings` are left out of what is stored. */
export function readEntry<S extends z.ZodType>(
  path: Path,
  schema: S,
  value: unknown,
  report: Report,
  notSettings: readonly string[] = [],
): Entry<z.output<S>> | undefined {
  if (refuseUnsetKeywords(value, path, report)) return undefined;
  const checked = report.check(path, schema, withoutNulls(value));
  if (checked === undefined || !isObject(value)) return undefined;
  const given = Object.entries(value).map(([name, member]) => [name, withoutNulls(member)]);
  return { path, checked, given: omit(Object.fromEntries(given), notSettings) };
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

export function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** What is stored with what the file says laid over it, member by member, as a PATCH of Auth0's API does. */
export function mergeSettings(stored: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...stored, ...given }).filter(([, value]) => value !== null));
}
