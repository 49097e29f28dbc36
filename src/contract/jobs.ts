import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery } from './endpoint.ts';

const format = z.enum(['json', 'csv']).describe('json: one JSON object a line (NDJSON). Default json.');

/** Whoever asks for a token among the identities is told so, rather than given an empty column (T-E11). */
const identityField = /^identities(\[\d+\])?(\.(connection|provider|user_id|isSocial|profileData(\..+)?))?$/;

const exportField = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !/^identities\b/.test(name) || identityField.test(name), {
      error: 'Of identities these can be exported: connection, provider, user_id, isSocial, profileData',
    })
    .describe('An attribute: `email`, `user_metadata.country`, `identities[0].connection`.'),
  export_as: z.string().min(1).max(255).optional().describe('Its name in the file.'),
});

export type ExportField = z.infer<typeof exportField>;

const usersExport = z
  .strictObject({
    connection_id: z.string().min(1).max(64).optional().describe('Only users with an identity of this connection.'),
    format: format.optional(),
    limit: z.int().min(1).optional().describe('How many users at most.'),
    fields: z.array(exportField).min(1).max(30).optional().describe('Without it a usual set.'),
  })
  .refine(
    ({ format: wanted, fields = [] }) =>
      wanted !== 'csv' || !fields.some(({ name }) => name === 'user_metadata' || name === 'app_metadata'),
    { path: ['fields'], error: 'Metadata cannot be exported whole in CSV: name its members' },
  );

const job = z.object({
  id: z.string().describe('`job_` and 16 characters.'),
  type: z.literal('users_export'),
  status: z.enum(['pending', 'processing', 'completed', 'failed']),
  created_at: z.iso.datetime(),
  connection_id: z.string().optional(),
  connection: z.string().optional().describe('Name of the connection, while there is one.'),
  format,
  limit: z.int().optional(),
  fields: z.array(exportField).optional(),
});

const shownJob = job
  .extend({
    percentage_done: z.int().optional(),
    time_left_seconds: z.int().optional(),
    status_details: z.string().optional().describe('Why it failed.'),
    summary: z
      .object({ total: z.int(), failed: z.int(), inserted: z.int(), updated: z.int() })
      .optional()
      .describe('Of an export only `total` counts.'),
    location: z
      .string()
      .optional()
      .describe('Where the file is, for one download within 60 seconds. Asking for the job again gives a new one.'),
  })
  .describe('Work that goes on after its request was answered.')
  .meta({ id: 'Job' });

export type Job = z.infer<typeof shownJob>;

const jobId = z.object({ id: z.string().min(1).max(128).describe('The id of the job.') });
const scopes = ['create:users', 'read:users'] as const;

export const exportUsers = defineEndpoint({
  operationId: 'post_users-exports',
  method: 'POST',
  path: '/jobs/users-exports',
  summary: 'Start an export of users to a file, without any token of theirs',
  tag: 'jobs',
  scopes: ['read:users'],
  params: noParams,
  query: noQuery,
  body: usersExport,
  answers: { 200: job.meta({ id: 'NewJob' }) },
  errors: [400, 401, 403, 413, 415, 429, 500, 503],
});

export const getJob = defineEndpoint({
  operationId: 'get_jobs_by_id',
  method: 'GET',
  path: '/jobs/{id}',
  summary: 'Get a job; with read:users also where its file is',
  tag: 'jobs',
  scopes,
  params: jobId,
  query: noQuery,
  body: noBody,
  answers: { 200: shownJob },
  errors: [400, 401, 403, 404, 500, 503],
});

export const getJobErrors = defineEndpoint({
  operationId: 'get_errors',
  method: 'GET',
  path: '/jobs/{id}/errors',
  summary: 'Get what went wrong in a job',
  tag: 'jobs',
  scopes,
  params: jobId,
  query: noQuery,
  body: noBody,
  answers: {
    200: job.extend({ status_details: z.string().optional() }).describe('A job that failed.').meta({ id: 'FailedJob' }),
    204: noContent,
  },
  errors: [400, 401, 403, 404, 500, 503],
});
