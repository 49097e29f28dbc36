import { z } from 'zod';
import { defineEndpoint, noQuery } from './endpoint.ts';
import { revokeIdpGrant } from './idp-grants.ts';

const hour = 3600;

export const createReconnectLink = defineEndpoint({
  operationId: 'post_users_idp_grants_reconnect_link',
  method: 'POST',
  path: '/users/{id}/idp-grants/{provider}/{user_id}/reconnect-link',
  summary: 'Make a link by which the user renews a grant that needs it, once. Not in Auth0.',
  tag: 'idp-grants',
  scopes: ['create:user_tickets'],
  params: revokeIdpGrant.params,
  query: noQuery,
  body: z.strictObject({
    client_id: z.string().min(1).max(64).optional().describe('The application that the page names.'),
    result_url: z
      .url()
      .max(2048)
      .optional()
      .describe('Where the last page leads back to: at an origin that is registered for client_id.'),
    ttl_sec: z
      .int()
      .min(60)
      .max(7 * 24 * hour)
      .optional()
      .describe('Seconds that the link is good for; an hour unless told.'),
  }),
  answers: {
    201: z.object({
      ticket: z.url().describe('The link. It is shown here only.'),
      expires_at: z.iso.datetime(),
    }),
  },
  errors: [400, 401, 403, 404, 409, 413, 415, 500, 503],
});
