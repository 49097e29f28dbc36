import { z } from 'zod';
import { noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';

/** An hour in seconds: whoever has such a token needs no password any more. */
export const longestTestTokenLifetime = 3600;

export const createTestClient = defineDashboardEndpoint({
  operationId: 'post_explorer_test_client',
  method: 'POST',
  path: '/explorer/test-client',
  summary:
    'Make or find the test client of the API Explorer, with a grant for all of the Management API but IdP tokens',
  tag: 'explorer',
  access: ['admin'],
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: {
    200: z.object({
      client_id: z.string(),
      name: z.string(),
      created: z.boolean().describe('It was not there before.'),
      scopes: z.array(z.string()),
    }),
  },
  errors: [400, 401, 403, 415, 500, 503],
});

export const createTestToken = defineDashboardEndpoint({
  operationId: 'post_explorer_token',
  method: 'POST',
  path: '/explorer/token',
  summary:
    'Issue a Management API token to the test client; it ends with the session, and is revoked with POST /blacklists/tokens',
  tag: 'explorer',
  access: ['admin'],
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({
    lifetime_in_seconds: z
      .int()
      .min(1)
      .max(longestTestTokenLifetime)
      .optional()
      .describe("An hour unless told, and at most the API's own Token Expiration."),
  }),
  answers: {
    200: z.object({
      access_token: z.string(),
      token_type: z.literal('Bearer'),
      expires_in: z.int().describe('Seconds.'),
      scope: z.string(),
    }),
  },
  errors: [400, 401, 403, 404, 415, 429, 500, 503],
});
