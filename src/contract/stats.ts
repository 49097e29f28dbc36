import { z } from 'zod';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';

const scopes = ['read:stats'] as const;
const day = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/, 'Expected YYYYMMDD');

export const getActiveUsers = defineEndpoint({
  operationId: 'get_active-users',
  method: 'GET',
  path: '/stats/active-users',
  summary: 'How many users signed in within the last 30 days',
  tag: 'stats',
  scopes,
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.int() },
  errors: [400, 401, 403, 429, 500, 503],
});

export const getDailyStats = defineEndpoint({
  operationId: 'get_daily',
  method: 'GET',
  path: '/stats/daily',
  summary: 'Sign-ins of each day, in UTC',
  tag: 'stats',
  scopes,
  params: noParams,
  query: z.strictObject({
    from: day.optional().describe('First day; 30 days ago unless told.'),
    to: day.optional().describe('Last day; today unless told.'),
  }),
  body: noBody,
  answers: {
    200: z.array(
      z
        .object({
          date: z.iso.datetime(),
          logins: z.int(),
          signups: z.int(),
          leaked_passwords: z.int().describe('There are no passwords here: 0.'),
          created_at: z.iso.datetime(),
          updated_at: z.iso.datetime(),
        })
        .meta({ id: 'DailyStats' }),
    ),
  },
  errors: [400, 401, 403, 429, 500, 503],
});
