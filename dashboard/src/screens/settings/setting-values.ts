import type { SettingField } from './setting-sections.ts';

export type Settings = Readonly<Record<string, unknown>>;
export type SettingValue = string | number | boolean | string[];
export type SettingValues = Record<string, SettingValue>;

type JsonObject = Record<string, unknown>;

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The name of a field in a form, where dots would mean something else. */
export function nameOf({ path }: SettingField): string {
  return path.join('/');
}

function stored(settings: Settings, { path }: SettingField): unknown {
  return path.reduce<unknown>((value, name) => asObject(value)[name], settings);
}

/** What a form shows: the setting, or what an empty field of this kind is. */
export function readValue(settings: Settings, field: SettingField): SettingValue {
  const value = stored(settings, field);
  if (field.kind === 'list') return Array.isArray(value) ? value.map(String) : [];
  if (field.kind === 'switch') return typeof value === 'boolean' ? value : field.unset === true;
  return typeof value === 'string' || typeof value === 'number' ? value : '';
}

/** A copy with the value at its place; empty takes it away, and what is left empty by that. */
function put(object: JsonObject, [name, ...inner]: readonly string[], value: unknown): JsonObject {
  if (name === undefined) return object;
  const member = inner.length === 0 ? value : put(asObject(object[name]), inner, value);
  const { [name]: _, ...others } = object;
  const isEmpty = member === undefined || (inner.length > 0 && Object.keys(asObject(member)).length === 0);
  return isEmpty ? others : { ...others, [name]: member };
}

/** A limit is a number of requests and a window: where one is set, the other is what it was. */
function fillLimit(fields: readonly SettingField[], limits: JsonObject): JsonObject {
  const pairs = Object.entries(limits).map(([name, value]) => {
    if (typeof value !== 'object') return [name, value];
    const defaults = fields
      .filter(({ path }) => path[0] === 'limits' && path[1] === name && path.length === 3)
      .map(({ path, unset }) => [path[2], unset]);
    return [name, { ...Object.fromEntries(defaults), ...value }];
  });
  return Object.fromEntries(pairs);
}

/**
 * What a PATCH has to say so that the settings become what the form shows. Only members that changed are in it; one
 * that holds others is sent whole, because the API takes the place of it.
 */
export function changesOf(settings: Settings, fields: readonly SettingField[], values: SettingValues): JsonObject {
  const changed = fields.filter(
    (field) => JSON.stringify(values[nameOf(field)]) !== JSON.stringify(readValue(settings, field)),
  );
  const after = changed.reduce<JsonObject>((object, field) => {
    const value = values[nameOf(field)];
    const isUnset = value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
    return put(object, field.path, isUnset ? undefined : value);
  }, settings);
  const members = [...new Set(changed.map(({ path }) => path[0]))];
  return Object.fromEntries(
    members.map((name) => {
      const member = after[name] ?? null;
      return [name, name === 'limits' && member !== null ? fillLimit(fields, asObject(member)) : member];
    }),
  );
}
