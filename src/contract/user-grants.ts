import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery, queryBoolean, queryInteger } from './endpoint.ts';
import { countedPage } from './paging.ts';

export const userGrant = z
  .object({
    id: z.string(),
    clientID: z.string().describe('The application that was allowed something.'),
    user_id: z.string(),
    audience: z.string().describe('The API, or /userinfo of this server when it is about the profile alone.'),
    scope: z.array(z.string()),
  })
  .describe('What a user allowed an application.')
  .meta({ id: 'UserGrant' });

export type UserGrant = z.infer<typeof userGrant>;

const userGrantsPage = countedPage('grants', userGrant).meta({ id: 'UserGrantsPage' });

const userId = z.string().min(1).max(1024);

export const listUserGrants = defineEndpoint({
  operationId: 'get_grants',
  method: 'GET',
  path: '/grants',
  summary: 'List what users allowed applications',
  tag: 'grants',
  scopes: ['read:grants'],
  params: noParams,
  query: z.strictObject({
    page: queryInteger(0, 1_000_000).optional().describe('Page number, from 0.'),
    per_page: queryInteger(0, 100).optional().describe('Grants on a page. Default 50.'),
    include_totals: queryBoolean.optional().describe('Answer with an object that counts, in place of an array.'),
    user_id: userId.optional().describe('Only those of this user.'),
    client_id: z.string().min(1).max(64).optional().describe('Only those for this application.'),
    audience: z.string().min(1).max(600).optional().describe('Only those for this API.'),
  }),
  body: noBody,
  answers: { 200: z.union([userGrantsPage, z.array(userGrant)]) },
  errors: [400, 401, 403, 500, 503],
});

export const deleteUserGrant = defineEndpoint({
  operationId: 'delete_grants_by_id',
  method: 'DELETE',
  path: '/grants/{id}',
  summary: 'Take a consent back; the tokens that came of it end',
  tag: 'grants',
  scopes: ['delete:grants'],
  params: z.object({ id: z.string().min(1).max(64).describe('The id of the grant.') }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const deleteUserGrants = defineEndpoint({
  operationId: 'delete_grants_by_user_id',
  method: 'DELETE',
  path: '/grants',
  summary: 'Take back all that a user allowed; the tokens that came of it end',
  tag: 'grants',
  scopes: ['delete:grants'],
  params: noParams,
  query: z.strictObject({ user_id: userId.describe('The user_id.') }),
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});
