import { z } from 'zod';
import { queryBoolean, queryInteger } from './endpoint.ts';

/** Pages by number: `page`, `per_page`, `include_totals`. */
export const pageQuery = {
  page: queryInteger(0, 1_000_000).optional().describe('Page number, from 0.'),
  per_page: queryInteger(0, 100).optional().describe('Entries on a page. Default 50.'),
  include_totals: queryBoolean.optional().describe('Answer with an object that counts, in place of an array.'),
};

/** Pages by checkpoint: `from`, `take`. They win over page numbers. */
export const checkpointQuery = {
  from: z.string().min(1).max(2048).optional().describe('`next` of the page before.'),
  take: queryInteger(1, 100).optional().describe('Entries on a page. Default 50.'),
};

/** `fields` and `include_fields`, for root members. */
export const fieldsQuery = {
  fields: z
    .string()
    .regex(/^[\w-]+(,[\w-]+)*$/, 'String does not match pattern. Must be a comma separated list of names')
    .max(2000)
    .optional()
    .describe('Comma-separated list of root members.'),
  include_fields: queryBoolean.optional().describe('false turns `fields` into a list to leave out. Default true.'),
};

function listIn<const Name extends string, T extends z.ZodType>(name: Name, item: T) {
  return { [name]: z.array(item) } as { [K in Name]: z.ZodArray<T> };
}

/** A page by number that counts. */
export function countedPage<const Name extends string, T extends z.ZodType>(name: Name, item: T) {
  return z.object({ start: z.int(), limit: z.int(), total: z.int(), ...listIn(name, item) });
}

/** A page by checkpoint. */
export function checkpointPage<const Name extends string, T extends z.ZodType>(name: Name, item: T) {
  const next = z.string().optional().describe('There when there may be more: `from` of the next page.');
  return z.object({ ...listIn(name, item), next });
}

/** Auth0's three forms of a list: with totals, with a checkpoint, and bare. */
export function listOf<const Name extends string, T extends z.ZodType>(name: Name, item: T) {
  return z.union([countedPage(name, item), checkpointPage(name, item), z.array(item)]);
}
