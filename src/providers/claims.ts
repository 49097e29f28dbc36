import type { JsonObject } from './provider.ts';

/** The value when it is text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Ids come as text or number; both mean the same account. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return textOf(value);
}

export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** Drops members that are undefined or null: an unset attribute is absent in Auth0's answers. */
export function withoutEmpty<T extends JsonObject>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null)) as T;
}

/** The words of a list that is parted by blanks or commas, in either of which IdPs and Auth0 write scopes. */
export function wordsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [textOf(value) ?? ''];
  return texts.flatMap((text) => text.split(/[\s,]+/)).filter((word) => word !== '');
}

/** The value at `a.b.0.c`; own members only, so that a path never reaches a prototype. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((holder, name) => {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
    return (holder as JsonObject)[name];
  }, value);
}

/** The members of a map that are text. */
export function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function localPart(email: unknown): string | undefined {
  return textOf(textOf(email)?.split('@')[0]);
}

/** The object without these members. */
export function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

export function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
