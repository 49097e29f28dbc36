import { objectOf, textOf, valueAt } from './claims.ts';
import type { JsonObject, RawProfile } from './provider.ts';

// Auth0's own syntax: ${context.tokenset.name} is a claim of the ID token, ${context.userinfo.name} one of userinfo.
const placeholder = /\$\{\s*([^}]*?)\s*\}/g;
const known = /^context\.(tokenset|userinfo)\.(.+)$/;

/** The attributes that `attribute_map.attributes` makes of an IdP's answers. A template without a value gives no attribute. */
export function mapAttributes(attributes: unknown, raw: RawProfile): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(attributes)).map(([name, template]) => [name, fill(template, raw)]),
  );
}

/** Placeholders that name something we do not have. */
export function unknownAttributePlaceholders(attributes: unknown): string[] {
  return Object.values(objectOf(attributes))
    .flatMap((template) => [...String(template).matchAll(placeholder)])
    .map((match) => match[1] as string)
    .filter((name) => !known.test(name));
}

function fill(template: unknown, raw: RawProfile): unknown {
  if (typeof template !== 'string') return template;
  const whole = template.match(/^\$\{\s*([^}]*?)\s*\}$/);
  // A lone placeholder keeps its type: `email_verified` stays a boolean.
  if (whole) return lookUp(whole[1] as string, raw);
  return textOf(template.replace(placeholder, (_, name: string) => String(lookUp(name, raw) ?? '')).trim());
}

function lookUp(name: string, raw: RawProfile): unknown {
  const [, source, path] = name.match(known) ?? [];
  if (path === undefined) return undefined;
  return valueAt(source === 'userinfo' ? raw.userinfo : raw.claims, path);
}
