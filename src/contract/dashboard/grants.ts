import { z } from 'zod';
import { noQuery } from '../endpoint.ts';
import { idpGrant } from '../idp-grants.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { editors } from './roles.ts';

const identityParams = z.object({
  id: z.string().min(1).max(1024).describe('The user_id.'),
  provider: z.string().min(1).max(128).describe('As in identities[].'),
  user_id: z.string().min(1).max(1024).describe('The id without the provider in front, as in identities[].'),
});

const reason = z.string().trim().min(3).max(500).describe('Why; it is kept in the tenant log.');

export const refreshIdpGrant = defineDashboardEndpoint({
  operationId: 'post_users_identities_refresh',
  method: 'POST',
  path: '/users/{id}/identities/{provider}/{user_id}/refresh',
  summary: "Refresh a user's grant at its IdP now",
  tag: 'grants',
  access: ['admin', 'editor', 'support'],
  params: identityParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: {
    200: z
      .object({
        result: z
          .enum(['refreshed', 'unavailable', 'needs_reauthorization'])
          .describe('`unavailable`: the IdP could not be asked, or is not asked again yet.'),
        grant: idpGrant,
      })
      .meta({ id: 'RefreshedGrant' }),
  },
  errors: [400, 401, 403, 404, 415, 429, 500, 503],
});

export const callIdpApi = defineDashboardEndpoint({
  operationId: 'post_users_identities_call',
  method: 'POST',
  path: '/users/{id}/identities/{provider}/{user_id}/call',
  summary: "Call the IdP's profile endpoint with a user's token, which stays here",
  tag: 'grants',
  access: editors,
  readsIdpToken: true,
  params: identityParams,
  query: noQuery,
  body: z.strictObject({ reason: reason.optional() }),
  answers: {
    200: z
      .object({
        status: z.int().describe('What the IdP answered.'),
        duration_ms: z.int(),
        content_type: z.string().optional(),
        body: z.string().describe('At most 64 KB, with what looks like a token masked.'),
        truncated: z.boolean(),
      })
      .meta({ id: 'IdpAnswer' }),
  },
  errors: [400, 401, 403, 404, 409, 415, 429, 500, 502, 503],
});

export const revealIdpToken = defineDashboardEndpoint({
  operationId: 'post_users_identities_reveal',
  method: 'POST',
  path: '/users/{id}/identities/{provider}/{user_id}/reveal',
  summary: "Show a user's access token to an administrator, if the server allows it; audited and told to webhooks",
  tag: 'grants',
  access: ['admin'],
  needsReauthentication: true,
  readsIdpToken: true,
  params: identityParams,
  query: noQuery,
  body: z.strictObject({ reason }),
  answers: {
    200: z
      .object({
        access_token: z.string(),
        expires_in: z.int().optional(),
        fingerprint: z.string().describe('As in the log of token reads.'),
      })
      .meta({ id: 'RevealedToken' }),
  },
  errors: [400, 401, 403, 404, 409, 413, 415, 429, 500, 503],
});
