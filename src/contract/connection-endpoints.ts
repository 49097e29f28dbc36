import { z } from 'zod';
import { asGiven, changesOf } from './as-given.ts';
import { connectionMembers } from './auth0-members.ts';
import { connectionName, connectionSettings } from './connections.ts';
import { defineEndpoint, noBody, noContent, noParams, noQuery } from './endpoint.ts';
import { checkpointPage, checkpointQuery, fieldsQuery, listOf, pageQuery } from './paging.ts';

const date = z.iso.datetime();

export const connection = z
  .looseObject({
    id: z.string().optional(),
    name: z.string().optional(),
    strategy: z.string().optional(),
    display_name: z.string().optional(),
    options: z
      .looseObject({})
      .optional()
      .describe('Secrets, and options that nobody here knows, need read:connections_options.'),
    enabled_clients: z.array(z.string()).optional(),
    realms: z.array(z.string()).optional(),
    is_domain_connection: z.boolean().optional(),
    show_as_button: z.boolean().optional(),
  })
  .describe('A connection to an IdP.')
  .meta({ id: 'Connection' });

export type ShownConnection = z.infer<typeof connection>;

/** What a body may say of a connection; the provider checks the options. */
export const connectionEntry = connectionSettings.extend({
  name: connectionName,
  strategy: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
  /** Ids of clients; names too in a tenant file. */
  enabled_clients: z.array(z.string()).max(10_000).optional(),
});

const id = z
  .string()
  .regex(/^con_[A-Za-z0-9]{16}$/, 'String does not match pattern ^con_[A-Za-z0-9]{16}$')
  .describe('The id of the connection');
const params = z.object({ id });
const also = connectionMembers;

export const listConnections = defineEndpoint({
  operationId: 'get_connections',
  method: 'GET',
  path: '/connections',
  summary: 'List connections, by name',
  tag: 'connections',
  scopes: ['read:connections'],
  params: noParams,
  query: z.strictObject({
    ...pageQuery,
    ...checkpointQuery,
    ...fieldsQuery,
    strategy: z
      .union([z.string(), z.array(z.string()).max(100)])
      .optional()
      .describe('May be repeated.'),
    name: z.string().max(128).optional().describe('Only the connection of this name.'),
  }),
  body: noBody,
  answers: { 200: listOf('connections', connection) },
  errors: [400, 401, 403, 500, 503],
});

export const createConnection = defineEndpoint({
  operationId: 'post_connections',
  method: 'POST',
  path: '/connections',
  summary: 'Create a connection',
  tag: 'connections',
  scopes: ['create:connections'],
  params: noParams,
  query: noQuery,
  body: asGiven(connectionEntry, { also }),
  answers: { 201: connection },
  errors: [400, 401, 403, 409, 413, 415, 500, 503],
});

export const getConnection = defineEndpoint({
  operationId: 'get_connections_by_id',
  method: 'GET',
  path: '/connections/{id}',
  summary: 'Get a connection',
  tag: 'connections',
  scopes: ['read:connections'],
  params,
  query: z.strictObject(fieldsQuery),
  body: noBody,
  answers: { 200: connection },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateConnection = defineEndpoint({
  operationId: 'patch_connections_by_id',
  method: 'PATCH',
  path: '/connections/{id}',
  summary: 'Change a connection; options are replaced whole',
  tag: 'connections',
  scopes: ['update:connections'],
  params,
  query: noQuery,
  body: asGiven(changesOf(connectionEntry), { also, refused: ['name', 'strategy'] }),
  answers: { 200: connection },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const deleteConnection = defineEndpoint({
  operationId: 'delete_connections_by_id',
  method: 'DELETE',
  path: '/connections/{id}',
  summary: 'Delete a connection: nobody signs in by it any more, its tokens are erased and revoked at the IdP',
  tag: 'connections',
  scopes: ['delete:connections'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 202: z.object({ deleted_at: date }), 204: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const listConnectionClients = defineEndpoint({
  operationId: 'get_connection_clients',
  method: 'GET',
  path: '/connections/{id}/clients',
  summary: 'List the clients that a connection is enabled for',
  tag: 'connections',
  scopes: ['read:connections'],
  params,
  query: z.strictObject(checkpointQuery),
  body: noBody,
  answers: { 200: checkpointPage('clients', z.object({ client_id: z.string() })) },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateConnectionClients = defineEndpoint({
  operationId: 'patch_clients',
  method: 'PATCH',
  path: '/connections/{id}/clients',
  summary: 'Enable a connection for clients, or disable it; the others stay as they are',
  tag: 'connections',
  scopes: ['update:connections'],
  params,
  query: noQuery,
  body: z
    .array(z.strictObject({ client_id: z.string().min(1).max(64), status: z.boolean() }))
    .min(1)
    .max(50),
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const getConnectionStatus = defineEndpoint({
  operationId: 'get_status',
  method: 'GET',
  path: '/connections/{id}/status',
  summary: 'Whether a connection is switched on: 200, or 404 when it is not',
  tag: 'connections',
  scopes: ['read:connections'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 200: z.object({}) },
  errors: [400, 401, 403, 404, 500, 503],
});
