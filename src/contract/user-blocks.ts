import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery, queryBoolean } from './endpoint.ts';

const blocks = z
  .object({
    blocked_for: z
      .array(
        z.object({ identifier: z.string().optional(), ip: z.string().optional(), connection: z.string().optional() }),
      )
      .describe('Always empty: identity providers keep the passwords and count the failures.'),
  })
  .meta({ id: 'UserBlocks' });

const consider = queryBoolean.optional().describe('Accepted and without effect.');
const byIdentifier = { identifier: z.string().min(1).max(1024).describe('E-mail address, username or phone number.') };
const byId = z.object({ id: z.string().min(1).max(1024).describe('The user_id.') });

export const findUserBlocks = defineEndpoint({
  operationId: 'get_user-blocks',
  method: 'GET',
  path: '/user-blocks',
  summary: 'List blocks after failed sign-ins: there are none',
  tag: 'user-blocks',
  scopes: ['read:users'],
  params: noParams,
  query: z.strictObject({ ...byIdentifier, consider_brute_force_enablement: consider }),
  body: noBody,
  answers: { 200: blocks },
  errors: [400, 401, 403, 500, 503],
});

export const deleteUserBlocks = defineEndpoint({
  operationId: 'delete_user-blocks',
  method: 'DELETE',
  path: '/user-blocks',
  summary: 'Remove blocks after failed sign-ins: there are none',
  tag: 'user-blocks',
  scopes: ['update:users'],
  params: noParams,
  query: z.strictObject(byIdentifier),
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const getUserBlocks = defineEndpoint({
  operationId: 'get_user-blocks_by_id',
  method: 'GET',
  path: '/user-blocks/{id}',
  summary: 'List blocks of a user after failed sign-ins: there are none',
  tag: 'user-blocks',
  scopes: ['read:users'],
  params: byId,
  query: z.strictObject({ consider_brute_force_enablement: consider }),
  body: noBody,
  answers: { 200: blocks },
  errors: [400, 401, 403, 404, 500, 503],
});

export const deleteUserBlocksById = defineEndpoint({
  operationId: 'delete_user-blocks_by_id',
  method: 'DELETE',
  path: '/user-blocks/{id}',
  summary: 'Remove blocks of a user after failed sign-ins: there are none',
  tag: 'user-blocks',
  scopes: ['update:users'],
  params: byId,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});
