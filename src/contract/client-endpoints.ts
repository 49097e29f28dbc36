import { z } from 'zod';
import { asGiven, changesOf } from './as-given.ts';
import { clientMembers, secretiveClientMembers } from './auth0-members.ts';
import { client, clientSettings } from './clients.ts';
import { connection } from './connection-endpoints.ts';
import { defineEndpoint, noBody, noParams, noQuery, queryBoolean } from './endpoint.ts';
import { checkpointPage, checkpointQuery, fieldsQuery, listOf, pageQuery } from './paging.ts';

const params = z.object({ id: z.string().min(1).max(64).describe('The client_id.') });
// Auth0's read:client_summary is no scope of the Management API's own list, so that nobody could hold it.
const readScopes = ['read:clients', 'read:client_keys', 'read:client_credentials'] as const;

/** AS-51: the server alone chooses ids and secrets, which are therefore no members of a body. */
const members = { also: [...clientMembers, ...secretiveClientMembers] };

export const listClients = defineEndpoint({
  operationId: 'get_clients',
  method: 'GET',
  path: '/clients',
  summary: 'List clients, by name',
  tag: 'clients',
  scopes: readScopes,
  params: noParams,
  query: z.strictObject({
    ...fieldsQuery,
    ...pageQuery,
    ...checkpointQuery,
    is_global: queryBoolean.optional().describe("true: only the tenant's own global client, which can do nothing."),
    is_first_party: queryBoolean.optional().describe('Only those of the operator, or only those of others.'),
    app_type: z
      .string()
      .regex(/^\w+(,\w+)*$/)
      .max(500)
      .optional()
      .describe('Comma-separated list of types.'),
    external_client_id: z.string().max(2048).optional().describe('There is none, so nothing is found by it.'),
    q: z
      .string()
      .regex(
        /^client_grant\.(organization_id:[\w-]+|allow_any_organization:true)$/,
        'Expected client_grant.organization_id:ID or client_grant.allow_any_organization:true',
      )
      .optional()
      .describe('Clients by their grants.'),
  }),
  body: noBody,
  answers: { 200: listOf('clients', client) },
  errors: [400, 401, 403, 500, 503],
});

export const createClient = defineEndpoint({
  operationId: 'post_clients',
  method: 'POST',
  path: '/clients',
  summary: 'Create a client; its id and secret are made here',
  tag: 'clients',
  scopes: ['create:clients'],
  params: noParams,
  query: noQuery,
  body: asGiven(clientSettings, members),
  answers: { 201: client },
  errors: [400, 401, 403, 413, 415, 500, 503],
});

export const getClient = defineEndpoint({
  operationId: 'get_clients_by_id',
  method: 'GET',
  path: '/clients/{id}',
  summary: 'Get a client',
  tag: 'clients',
  scopes: readScopes,
  params,
  query: z.strictObject(fieldsQuery),
  body: noBody,
  answers: { 200: client },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateClient = defineEndpoint({
  operationId: 'patch_clients_by_id',
  method: 'PATCH',
  path: '/clients/{id}',
  summary: 'Change a client, member by member; null takes a member away',
  tag: 'clients',
  scopes: ['update:clients'],
  params,
  query: noQuery,
  body: asGiven(changesOf(clientSettings), members),
  answers: { 200: client },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const listClientConnections = defineEndpoint({
  operationId: 'get_client_connections',
  method: 'GET',
  path: '/clients/{id}/connections',
  summary: 'List the connections that a client is enabled for',
  tag: 'clients',
  scopes: ['read:connections', 'read:clients'],
  params,
  query: z.strictObject({
    strategy: z
      .union([z.string(), z.array(z.string()).max(100)])
      .optional()
      .describe('May be repeated.'),
    ...checkpointQuery,
    ...fieldsQuery,
  }),
  body: noBody,
  answers: { 200: checkpointPage('connections', connection) },
  errors: [400, 401, 403, 404, 500, 503],
});
