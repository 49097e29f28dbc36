import { z } from 'zod';

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Every member of an answer's schema, to a depth of two, with its JSON types: `identities[].user_id`. */
export function listMembers(type: z.ZodType): ReadonlyMap<string, ReadonlySet<string>> {
  const root = z.toJSONSchema(type, { io: 'output', unrepresentable: 'any' }) as Schema;
  const members = new Map<string, Set<string>>();

  function walk(given: Schema, path: string, depth: number): void {
    const schema = given.$ref ? (root.$defs?.[given.$ref.split('/').at(-1)!] ?? given) : given;
    const types = new Set([schema.type ?? []].flat());
    if (schema.enum) for (const value of schema.enum) types.add(nameType(value));
    if (schema.const !== undefined) types.add(nameType(schema.const));
    if (path !== '') members.set(path, new Set([...(members.get(path) ?? []), ...types]));
    for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
      walk(part, path, depth);
    if (schema.items) walk(schema.items, `${path}[]`, depth);
    if (depth >= 2) return;
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      walk(part, path === '' ? name : `${path}.${name}`, depth + 1);
    }
  }
  walk(root, '', 0);
  return members;
}
