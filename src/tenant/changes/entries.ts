import type { z } from 'zod';
import { withoutNulls } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import type { Path, Report } from './report.ts';

/** One object of the configuration as somebody wants it: an element of a section of the tenant file, or a body of the API. */
export interface Entry<T> {
  readonly path: Path;
  /** With the defaults of the schema filled in: for checks. */
  readonly checked: T;
  /** As it was said: for storing, so that what is left out stays as it is. Null means take away. */
  readonly given: JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks one object; undefined when it was reported. `notSettings` are left out of what is stored. */
export function checkEntry<S extends z.ZodType>(
  path: Path,
  schema: S,
  value: unknown,
  report: Report,
  notSettings: readonly string[] = [],
): Entry<z.output<S>> | undefined {
  const checked = report.check(path, schema, withoutNulls(value));
  if (checked === undefined || !isObject(value)) return undefined;
  return { path, checked, given: toStore(value, notSettings) };
}

/** What of an object is stored: null at its root takes away, and anywhere else it is nothing. */
export function toStore(value: JsonObject, notSettings: readonly string[] = []): JsonObject {
  const given = Object.entries(value).map(([name, member]) => [name, withoutNulls(member)]);
  return omit(Object.fromEntries(given), notSettings);
}

export function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** What is stored with what was said laid over it, member by member, as a PATCH of Auth0's API does. */
export function mergeSettings(stored: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...stored, ...given }).filter(([, value]) => value !== null));
}
