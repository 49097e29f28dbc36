import { z } from 'zod';
import { defineEndpoint, noBody, queryInteger } from './endpoint.ts';
import { checkpointPage } from './paging.ts';

export const connectedAccount = z
  .object({
    id: z.string(),
    connection: z.string(),
    connection_id: z.string(),
    strategy: z.string(),
    access_type: z.literal('offline'),
    scopes: z.array(z.string()).optional(),
    created_at: z.iso.datetime(),
  })
  .describe('An account at an IdP whose tokens are kept alive for the user.')
  .meta({ id: 'ConnectedAccount' });

export type ConnectedAccount = z.infer<typeof connectedAccount>;

export const listConnectedAccounts = defineEndpoint({
  operationId: 'get_connected-accounts',
  method: 'GET',
  path: '/users/{id}/connected-accounts',
  summary: "List a user's accounts at connections with connected_accounts, as far as they can be refreshed",
  tag: 'users',
  scopes: ['read:users'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: z.strictObject({
    from: z.string().min(1).max(128).optional().describe('`next` of the page before.'),
    take: queryInteger(1, 100).optional().describe('How many at most. Default 10.'),
  }),
  body: noBody,
  answers: {
    200: checkpointPage('connected_accounts', connectedAccount).meta({ id: 'ConnectedAccounts' }),
  },
  errors: [400, 401, 403, 404, 500, 503],
});
