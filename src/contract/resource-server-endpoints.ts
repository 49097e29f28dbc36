import { z } from 'zod';
import { asGiven, changesOf } from './as-given.ts';
import { resourceServerMembers } from './auth0-members.ts';
import { defineEndpoint, noBody, noContent, noParams, noQuery, queryBoolean } from './endpoint.ts';
import { listOf, pageQuery } from './paging.ts';
import { resourceServerIdentifier, resourceServerSettings } from './resource-servers.ts';

const also = resourceServerMembers;

export const resourceServer = z
  .object({
    ...resourceServerSettings.shape,
    scopes: z.array(z.object({ value: z.string(), description: z.string().optional() })),
    id: z.string(),
    identifier: z.string(),
    is_system: z.boolean(),
    ...Object.fromEntries(also.map((name) => [name, z.unknown().optional()])),
  })
  .describe('An API.')
  .meta({ id: 'ResourceServer' });

const params = z.object({
  id: resourceServerIdentifier.describe('The id of the API, or its identifier, URL-encoded.'),
});
const include_fields = queryBoolean.optional().describe('Taken, and without effect: all fields are shown.');

export const listResourceServers = defineEndpoint({
  operationId: 'get_resource-servers',
  method: 'GET',
  path: '/resource-servers',
  summary: 'List APIs, by identifier',
  tag: 'resource-servers',
  scopes: ['read:resource_servers'],
  params: noParams,
  query: z.strictObject({
    identifiers: z
      .union([resourceServerIdentifier, z.array(resourceServerIdentifier).max(100)])
      .optional()
      .describe('Only these. May be repeated.'),
    ...pageQuery,
    include_fields,
  }),
  body: noBody,
  answers: { 200: listOf('resource_servers', resourceServer) },
  errors: [400, 401, 403, 500, 503],
});

export const createResourceServer = defineEndpoint({
  operationId: 'post_resource-servers',
  method: 'POST',
  path: '/resource-servers',
  summary: 'Create an API',
  tag: 'resource-servers',
  scopes: ['create:resource_servers'],
  params: noParams,
  query: noQuery,
  body: asGiven(resourceServerSettings.extend({ identifier: resourceServerIdentifier }), { also }),
  answers: { 201: resourceServer },
  errors: [400, 401, 403, 409, 413, 415, 500, 503],
});

export const getResourceServer = defineEndpoint({
  operationId: 'get_resource-servers_by_id',
  method: 'GET',
  path: '/resource-servers/{id}',
  summary: 'Get an API',
  tag: 'resource-servers',
  scopes: ['read:resource_servers'],
  params,
  query: z.strictObject({ include_fields }),
  body: noBody,
  answers: { 200: resourceServer },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateResourceServer = defineEndpoint({
  operationId: 'patch_resource-servers_by_id',
  method: 'PATCH',
  path: '/resource-servers/{id}',
  summary: 'Change an API; of the Management API its token lifetimes alone',
  tag: 'resource-servers',
  scopes: ['update:resource_servers'],
  params,
  query: noQuery,
  body: asGiven(changesOf(resourceServerSettings), { also }),
  answers: { 200: resourceServer },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const deleteResourceServer = defineEndpoint({
  operationId: 'delete_resource-servers_by_id',
  method: 'DELETE',
  path: '/resource-servers/{id}',
  summary: 'Delete an API with the grants for it',
  tag: 'resource-servers',
  scopes: ['delete:resource_servers'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});
