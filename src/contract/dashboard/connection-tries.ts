import { z } from 'zod';
import { noBody, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { grantCounts } from './overview.ts';
import { editors } from './roles.ts';

const connectionId = z.string().min(1).max(64);

export const createConnectionTry = defineDashboardEndpoint({
  operationId: 'post_connections_tries',
  method: 'POST',
  path: '/connections/{id}/tries',
  summary: 'Begin a sign-in that makes no user, to see whether a connection works',
  tag: 'connections',
  access: editors,
  params: z.object({ id: connectionId }),
  query: noQuery,
  body: z.strictObject({
    connection_scope: z.string().max(4096).optional().describe('More scopes for this sign-in, with commas between.'),
    offline_access: z.boolean().optional().describe('Ask for a refresh token too.'),
  }),
  answers: {
    201: z.object({
      id: z.string(),
      authorize_url: z.string().describe('To be opened in a pop-up of this browser.'),
      expires_at: z.iso.datetime(),
    }),
  },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const connectionTry = z
  .object({
    state: z.enum(['waiting', 'done', 'failed']),
    profile: z.record(z.string(), z.unknown()).optional(),
    scopes_granted: z.array(z.string()).optional(),
    scopes_missing: z.array(z.string()).optional(),
    expires_in: z.int().optional().describe('Seconds that the access token lives; missing when the IdP does not say.'),
    has_refresh_token: z.boolean().optional(),
    token_fingerprint: z.string().optional().describe('Of the access token, which is kept nowhere.'),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'ConnectionTry' });

export const getConnectionTry = defineDashboardEndpoint({
  operationId: 'get_connections_tries_by_id',
  method: 'GET',
  path: '/connections/{id}/tries/{try_id}',
  summary: 'Get what came of trying a connection',
  tag: 'connections',
  access: editors,
  params: z.object({ id: connectionId, try_id: z.string().min(1).max(128) }),
  query: noQuery,
  body: noBody,
  answers: { 200: connectionTry },
  errors: [400, 401, 403, 404, 500, 503],
});

export const getConnectionHealth = defineDashboardEndpoint({
  operationId: 'get_connections_health',
  method: 'GET',
  path: '/connections/{id}/health',
  summary: 'Count the grants of a connection by health, with findings about its settings',
  tag: 'connections',
  access: 'signed_in',
  params: z.object({ id: connectionId }),
  query: noQuery,
  body: noBody,
  answers: {
    200: z
      .object({
        counts: grantCounts,
        findings: z.array(z.object({ level: z.enum(['info', 'warning', 'error']), text: z.string() })),
      })
      .meta({ id: 'ConnectionHealth' }),
  },
  errors: [400, 401, 403, 404, 500, 503],
});

export type ConnectionTry = z.infer<typeof connectionTry>;
