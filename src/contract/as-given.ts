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

export interface BodyMembers {
  /** Members that may stand beside those of the schema. */
  readonly also?: readonly string[];
  /** Members of the schema that nobody may set. */
  readonly refused?: readonly string[];
}

/**
 * A body that `schema` checks and describes, and that is handed on as it came: what was left out stays as it is,
 * and what is null goes, so that no default may be filled in. What it does not know is refused as Auth0 does.
 */
export function asGiven(schema: z.ZodObject, { also = [], refused = [] }: BodyMembers = {}): z.ZodType<Given, Given> {
  const allowed = new Set([...Object.keys(schema.shape), ...also].filter((name) => !refused.includes(name)));
  const type = z.record(z.string(), z.unknown()).check((context) => {
    const keys = Object.keys(context.value).filter((name) => !allowed.has(name));
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
