import { z } from 'zod';
import { defineEndpoint, noBody, noParams, noQuery, queryBoolean, queryInteger } from './endpoint.ts';

/** One entry of the tenant log. Members stand there only where they are known. */
export const logEntry = z
  .object({
    _id: z.string(),
    log_id: z.string().describe('Digits; sorts by the time of writing.'),
    date: z.iso.datetime(),
    type: z.string().describe("Auth0's code of what happened."),
    description: z.string().optional(),
    connection: z.string().optional(),
    connection_id: z.string().optional(),
    client_id: z.string().optional(),
    client_name: z.string().optional(),
    ip: z.string().optional(),
    hostname: z.string().optional(),
    user_id: z.string().optional(),
    user_name: z.string().optional(),
    audience: z.string().optional(),
    scope: z.string().optional(),
    strategy: z.string().optional(),
    strategy_type: z.string().optional(),
    user_agent: z.string().optional(),
    isMobile: z.boolean().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .partial()
  .meta({ id: 'Log' });

export type LogEntry = z.infer<typeof logEntry>;

const logFields = Object.keys(logEntry.shape);
const logId = z.string().regex(/^\d{1,64}$/, 'Expected a log_id');
const scopes = ['read:logs', 'read:logs_users'] as const;

const paging = {
  page: queryInteger(0, 1_000_000).optional().describe('Page number, from 0.'),
  per_page: queryInteger(1, 100).optional().describe('Entries on a page. Default 50.'),
  sort: z
    .string()
    .regex(/^(date|log_id):(1|-1)$/, 'Expected date or log_id, then :1 or :-1')
    .optional()
    .describe('Default `date:-1`.'),
  include_totals: queryBoolean.optional().describe('Answer with an object that counts, in place of an array.'),
};

const search = z.string().min(1).max(2048).optional();

export const logsPage = z
  .object({
    start: z.int(),
    limit: z.int(),
    length: z.int().describe('Entries on this page.'),
    total: z.int().describe('How many there are, counted up to 10,000.'),
    logs: z.array(logEntry),
  })
  .meta({ id: 'LogsPage' });

export const listLogs = defineEndpoint({
  operationId: 'get_logs',
  method: 'GET',
  path: '/logs',
  summary: 'Search the tenant log',
  tag: 'logs',
  scopes,
  params: noParams,
  query: z.strictObject({
    ...paging,
    fields: z
      .string()
      .refine((text) => text.split(',').every((name) => logFields.includes(name)), {
        error: `String does not match pattern. Must be a comma separated list of the following values: ${logFields.join(',')}`,
      })
      .optional()
      .describe('Comma-separated list of members.'),
    include_fields: queryBoolean.optional().describe('false turns `fields` into a list to leave out. Default true.'),
    q: search.describe(
      '`type:f AND user_id:"…"`: terms with AND and OR, on fields that have an index; a word alone is looked for in the first 10,000 entries that fit.',
    ),
    search: search.describe('The same as `q`.'),
    from: logId.optional().describe('Entries after this one, the oldest first.'),
    take: queryInteger(1, 100).optional().describe('Entries of an answer that is read on from `from`. Default 50.'),
  }),
  body: noBody,
  answers: { 200: z.union([logsPage, z.array(logEntry)]) },
  errors: [400, 401, 403, 429, 500, 503],
});

export const getLog = defineEndpoint({
  operationId: 'get_logs_by_id',
  method: 'GET',
  path: '/logs/{id}',
  summary: 'Get an entry of the tenant log',
  tag: 'logs',
  scopes,
  params: z.object({ id: z.string().min(1).max(128).describe('The log_id.') }),
  query: noQuery,
  body: noBody,
  answers: { 200: logEntry },
  errors: [400, 401, 403, 404, 429, 500, 503],
});

export const listUserLogs = defineEndpoint({
  operationId: 'get_logs_by_user',
  method: 'GET',
  path: '/users/{id}/logs',
  summary: 'List what the tenant log says of a user',
  tag: 'users',
  scopes,
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: z.strictObject(paging),
  body: noBody,
  answers: { 200: z.union([logsPage, z.array(logEntry)]) },
  errors: [400, 401, 403, 429, 500, 503],
});
