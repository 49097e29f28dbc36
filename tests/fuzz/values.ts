import { z } from 'zod';
import { anyText, anyValue, hostileSearches } from './hostile.ts';
import type { Random } from './random.ts';

export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The input schema of something in the contract. */
export function schemaOf(type: z.ZodType): JsonSchema {
  return z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** Values that mean something here, by the name of what they are for. */
export type Known = Readonly<Record<string, readonly string[]>>;

export interface Generator {
  readonly random: Random;
  readonly known: Known;
}

function textFor({ random, known }: Generator, name: string): string {
  if (name === 'q' || name === 'search') return random.pick(hostileSearches);
  const values = known[name];
  return values && random.chance(0.7) ? random.pick(values) : anyText(random);
}

/** A value that fits the schema nearly always in its shape, seldom in all its rules; now and then one of another type. */
export function valueFor(generator: Generator, schema: JsonSchema, name: string, root = schema, depth = 0): unknown {
  const { random } = generator;
  if (random.chance(0.08)) return anyValue(random);
  const again = (part: JsonSchema, of = name) => valueFor(generator, part, of, root, depth + 1);
  if (schema.$ref) return again(root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices && choices.length > 0) return again(random.pick(choices));
  if (schema.type === 'boolean') return random.chance(0.5);
  if (schema.type === 'integer' || schema.type === 'number') return random.pick([0, 1, 10, 100, -1, 1.5, 1e12]);
  if (schema.type === 'array') return Array.from({ length: random.below(4) }, () => again(schema.items ?? {}));
  if (schema.properties && depth < 6) {
    const chosen = Object.entries(schema.properties).filter(() => random.chance(0.4));
    return Object.fromEntries(chosen.map(([member, part]) => [member, again(part, member)]));
  }
  if (schema.type === 'object') return anyValue(random);
  return textFor(generator, name);
}
