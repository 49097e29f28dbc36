import { z } from 'zod';
import { asGiven, changesOf } from './as-given.ts';
import { clientGrantSettings, subjectType } from './client-grants.ts';
import { defineEndpoint, noBody, noParams, noQuery, queryBoolean } from './endpoint.ts';
import { checkpointQuery, listOf, pageQuery } from './paging.ts';
import { resourceServerIdentifier } from './resource-servers.ts';

export const clientGrant = z
  .object({
    id: z.string(),
    client_id: z.string(),
    audience: z.string(),
    scope: z.array(z.string()),
    subject_type: subjectType,
    organization_usage: z.enum(['deny', 'allow', 'require']).optional(),
    allow_any_organization: z.boolean().optional(),
    authorization_details_types: z.array(z.string()).optional(),
    allow_all_scopes: z.boolean().optional(),
    idp_tokens: clientGrantSettings.shape.idp_tokens.describe('What of IdP tokens the client may read. Not in Auth0.'),
  })
  .describe('What a client may ask for at an API.')
  .meta({ id: 'ClientGrant' });

const known = {
  organization_usage: clientGrant.shape.organization_usage,
  allow_any_organization: clientGrant.shape.allow_any_organization,
  authorization_details_types: clientGrant.shape.authorization_details_types,
};

/** Settings of a grant in a body: only what is known, because what is not could not be shown again. */
export const clientGrantChanges = z.strictObject({ ...clientGrantSettings.shape, ...known });
export const clientGrantBody = clientGrantChanges.extend({
  client_id: z.string().min(1).max(64),
  audience: resourceServerIdentifier,
  subject_type: subjectType.default('client'),
});

const params = z.object({ id: z.string().min(1).max(64).describe('The id of the grant.') });

export const listClientGrants = defineEndpoint({
  operationId: 'get_client-grants',
  method: 'GET',
  path: '/client-grants',
  summary: 'List client grants',
  tag: 'client-grants',
  scopes: ['read:client_grants'],
  params: noParams,
  query: z.strictObject({
    ...pageQuery,
    ...checkpointQuery,
    audience: resourceServerIdentifier.optional().describe('Only grants for this API.'),
    client_id: z.string().min(1).max(64).optional().describe('Only grants of this client.'),
    subject_type: subjectType.optional().describe('Only grants for clients themselves, or for users.'),
    allow_any_organization: queryBoolean.optional().describe('Only grants that say so.'),
    default_for: z.enum(['third_party_clients']).optional().describe('There are no such grants here.'),
  }),
  body: noBody,
  answers: { 200: listOf('client_grants', clientGrant) },
  errors: [400, 401, 403, 500, 503],
});

export const createClientGrant = defineEndpoint({
  operationId: 'post_client-grants',
  method: 'POST',
  path: '/client-grants',
  summary: 'Create a client grant',
  tag: 'client-grants',
  scopes: ['create:client_grants'],
  params: noParams,
  query: noQuery,
  body: asGiven(clientGrantBody),
  answers: { 201: clientGrant },
  errors: [400, 401, 403, 404, 409, 413, 415, 500, 503],
});

export const getClientGrant = defineEndpoint({
  operationId: 'get_client-grant',
  method: 'GET',
  path: '/client-grants/{id}',
  summary: 'Get a client grant',
  tag: 'client-grants',
  scopes: ['read:client_grants'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 200: clientGrant },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateClientGrant = defineEndpoint({
  operationId: 'patch_client-grants_by_id',
  method: 'PATCH',
  path: '/client-grants/{id}',
  summary: 'Change a client grant; what it takes away ends within a second',
  tag: 'client-grants',
  scopes: ['update:client_grants'],
  params,
  query: noQuery,
  body: asGiven(changesOf(clientGrantChanges)),
  answers: { 200: clientGrant },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});
