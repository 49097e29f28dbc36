import { z } from 'zod';
import { connectionName } from './connections.ts';
import { defineEndpoint, noBody, noContent, noQuery } from './endpoint.ts';

/** Ours, in a grant for the Management API: what of the IdPs' tokens `read:user_idp_tokens` gives this client. */
export const tokenReadSettings = z.strictObject({
  /** Names of the connections whose tokens may be read; all, if it is missing. */
  connections: z.array(connectionName).optional(),
  /** Scopes of the IdPs, as they say them: a token that can do anything else is not given. */
  scopes: z.array(z.string().min(1).max(1024)).optional(),
  /** Whether refresh tokens may be read as well; the tenant's `idp_tokens.refresh_tokens_as_auth0` otherwise. */
  refresh_token: z.boolean().optional(),
});

/** What a client may ask for at one API. */
export const clientGrantSettings = z.looseObject({
  scope: z.array(z.string().min(1).max(280)).default([]),
  allow_all_scopes: z.boolean().optional(),
  idp_tokens: tokenReadSettings.optional(),
});

export type ClientGrantSettings = z.infer<typeof clientGrantSettings>;

export const subjectType = z.enum(['client', 'user']);

export const deleteClientGrant = defineEndpoint({
  operationId: 'delete_client-grants_by_id',
  method: 'DELETE',
  path: '/client-grants/{id}',
  summary: 'Delete a client grant; Management API tokens that came of it end within a second',
  tag: 'client-grants',
  scopes: ['delete:client_grants'],
  params: z.object({ id: z.string().min(1).max(64).describe('The id of the grant.') }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});
