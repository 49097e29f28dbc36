import { z } from 'zod';

/** Null means "take away" in Auth0's bodies and exports, at any depth; what is checked is what would be left. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** What a body that is handed on as it came is described by. */
const described = new WeakMap<z.ZodType, z.ZodType>();

export function descriptionOf(type: z.ZodType): z.ZodType | undefined {
  return described.get(type);
}

/** A JSON object as it was sent. */
export type Given = Record<string, unknown>;

/**
 * A body that `schema` checks and describes, and that is handed on as it came: what was left out stays as it is,
 * and what is null goes, so that no default may be filled in.
 * @param refused members that nobody may set, in Auth0's words "additional properties"
 */
export function asGiven(schema: z.ZodType, refused: readonly string[] = []): z.ZodType<Given, Given> {
  const type = z.record(z.string(), z.unknown()).check((context) => {
    const keys = Object.keys(context.value).filter((name) => refused.includes(name));
    if (keys.length > 0) {
      context.issues.push({ code: 'unrecognized_keys', keys, input: context.value, inst: type as never });
      return;
    }
    const result = schema.safeParse(withoutNulls(context.value));
    for (const issue of result.error?.issues ?? []) context.issues.push({ ...issue, input: context.value } as never);
  });
  described.set(type, schema);
  return type;
}

/** The same object with every member optional, for a PATCH. */
export function changesOf<T extends z.ZodObject>(schema: T) {
  return schema.partial();
}
