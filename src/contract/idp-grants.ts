import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery, queryInteger } from './endpoint.ts';

const date = z.iso.datetime();

/** How a user's grant at an IdP is. It holds no secret. */
export const idpGrant = z
  .object({
    connection: z.string(),
    provider: z.string(),
    user_id: z.string().describe('The id without the provider in front, as in identities[].'),
    state: z.enum(['active', 'expiring', 'partial', 'needs_reauthorization', 'revoked']),
    reason: z.string().optional().describe('Why the state is not active.'),
    since: date.optional().describe('When the state last changed for good or bad.'),
    scopes: z.object({
      requested: z.array(z.string()),
      granted: z.array(z.string()),
      missing: z.array(z.string()).describe('Asked for and not given, as far as the IdP tells.'),
    }),
    refreshable: z.boolean().describe('There is a refresh token.'),
    expires_at: date.optional().describe('End of the access token; missing when it has none.'),
    last_refreshed_at: date.optional(),
    failures: z.int().describe('Refreshes that failed for passing reasons since the last good one.'),
    retry_at: date.optional().describe('The IdP is not asked again before this.'),
  })
  .meta({ id: 'IdpGrant' });

export const listIdpGrants = defineEndpoint({
  operationId: 'get_users_idp_grants',
  method: 'GET',
  path: '/users/{id}/idp-grants',
  summary: "List the health of a user's grants at IdPs. Not in Auth0.",
  tag: 'idp-grants',
  scopes: ['read:users', 'read:user_idp_tokens'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(idpGrant) },
  errors: [400, 401, 403, 404, 500, 503],
});

export const revokeIdpGrant = defineEndpoint({
  operationId: 'delete_users_idp_grants',
  method: 'DELETE',
  path: '/users/{id}/idp-grants/{provider}/{user_id}',
  summary: "Take a user's grant back at its IdP and erase its tokens; the identity stays. Not in Auth0.",
  tag: 'idp-grants',
  scopes: ['update:users'],
  params: z.object({
    id: z.string().min(1).max(1024).describe('The user_id.'),
    provider: z.string().min(1).max(128).describe('As in identities[].'),
    user_id: z.string().min(1).max(1024).describe('The id without the provider in front, as in identities[].'),
  }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});

/** Grants that only their users can bring back. */
export const brokenIdpGrants = z
  .object({
    counts: z.record(z.string(), z.int()).describe('How many there are, by reason, whatever is asked for.'),
    grants: z.array(
      z.object({
        user_id: z.string(),
        connection: z.string(),
        provider: z.string(),
        identity_user_id: z.string().describe('The id without the provider in front, as in identities[].'),
        reason: z.string(),
        since: date,
      }),
    ),
    next: z.string().optional().describe('There when there may be more.'),
  })
  .meta({ id: 'BrokenIdpGrants' });

export const listBrokenIdpGrants = defineEndpoint({
  operationId: 'get_broken_idp_grants',
  method: 'GET',
  path: '/broken-idp-grants',
  summary: 'List the grants at IdPs that only their users can bring back, and count them by reason. Not in Auth0.',
  tag: 'idp-grants',
  scopes: ['read:users'],
  params: noParams,
  query: z.strictObject({
    reason: z
      .string()
      .regex(/^[a-z_]{1,64}$/)
      .optional()
      .describe('Only those, such as `refresh_interrupted`: their fresh tokens were lost with a process that died.'),
    from: z.string().min(1).max(128).optional().describe('`next` of the page before.'),
    take: queryInteger(1, 100).optional().describe('Grants in a page; 50 unless told.'),
  }),
  body: noBody,
  answers: { 200: brokenIdpGrants },
  errors: [400, 401, 403, 500, 503],
});

export type IdpGrant = z.infer<typeof idpGrant>;
export type BrokenIdpGrants = z.infer<typeof brokenIdpGrants>;
