import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery } from './endpoint.ts';
import { checkpointPage } from './paging.ts';
import { checkpoint, tokenMetadata } from './sessions.ts';

const date = z.iso.datetime();

export const refreshToken = z
  .object({
    id: z.string().describe('Names it and those that replaced it; it is not the token.'),
    user_id: z.string(),
    client_id: z.string(),
    session_id: z.string().nullable().describe('The session that it came of, which may have ended.'),
    created_at: date,
    idle_expires_at: date.nullable(),
    expires_at: date.nullable(),
    last_exchanged_at: date.optional().describe('For tokens that rotate.'),
    rotating: z.boolean(),
    resource_servers: z.array(z.object({ audience: z.string(), scopes: z.string() })),
    refresh_token_metadata: tokenMetadata.optional().describe('What operators noted.'),
    device: z.object({ initial_ip: z.string().optional(), initial_user_agent: z.string().optional() }),
  })
  .describe('A refresh token of ours: what is known of it, never its value.')
  .meta({ id: 'RefreshToken' });

export type RefreshToken = z.infer<typeof refreshToken>;

const userId = z.string().min(1).max(1024).describe('The user_id.');
const clientId = z.string().min(1).max(64);
const tokenId = z.string().min(1).max(128);

export const listUserRefreshTokens = defineEndpoint({
  operationId: 'get_refresh_tokens_for_user',
  method: 'GET',
  path: '/users/{user_id}/refresh-tokens',
  summary: "List a user's refresh tokens",
  tag: 'users',
  scopes: ['read:refresh_tokens'],
  params: z.object({ user_id: userId }),
  query: z.strictObject(checkpoint),
  body: noBody,
  answers: {
    200: checkpointPage('tokens', refreshToken).meta({ id: 'UserRefreshTokensPage' }),
  },
  errors: [400, 401, 403, 404, 500, 503],
});

export const deleteUserRefreshTokens = defineEndpoint({
  operationId: 'delete_refresh_tokens_for_user',
  method: 'DELETE',
  path: '/users/{user_id}/refresh-tokens',
  summary: "End all of a user's refresh tokens, with the access tokens that came with them",
  tag: 'users',
  scopes: ['delete:refresh_tokens'],
  params: z.object({ user_id: userId }),
  query: noQuery,
  body: noBody,
  answers: { 202: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});

export const listRefreshTokens = defineEndpoint({
  operationId: 'get_refresh_tokens',
  method: 'GET',
  path: '/refresh-tokens',
  summary: 'List refresh tokens of a user, perhaps for one client only',
  tag: 'refresh-tokens',
  scopes: ['read:refresh_tokens'],
  params: noParams,
  query: z.strictObject({
    ...checkpoint,
    user_id: userId,
    client_id: clientId.optional().describe('Only those of this client.'),
  }),
  body: noBody,
  answers: {
    200: checkpointPage('refresh_tokens', refreshToken).meta({ id: 'RefreshTokensPage' }),
  },
  errors: [400, 401, 403, 404, 500, 503],
});

export const getRefreshToken = defineEndpoint({
  operationId: 'get_refresh_token',
  method: 'GET',
  path: '/refresh-tokens/{id}',
  summary: 'Get what is known of a refresh token',
  tag: 'refresh-tokens',
  scopes: ['read:refresh_tokens'],
  params: z.object({ id: tokenId.describe('The id of the refresh token.') }),
  query: noQuery,
  body: noBody,
  answers: { 200: refreshToken },
  errors: [400, 401, 403, 404, 500, 503],
});

export const deleteRefreshToken = defineEndpoint({
  operationId: 'delete_refresh_token',
  method: 'DELETE',
  path: '/refresh-tokens/{id}',
  summary: 'End a refresh token, with the access tokens that came with it',
  tag: 'refresh-tokens',
  scopes: ['delete:refresh_tokens'],
  params: z.object({ id: tokenId.describe('The id of the refresh token.') }),
  query: noQuery,
  body: noBody,
  answers: { 202: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const updateRefreshToken = defineEndpoint({
  operationId: 'patch_refresh-tokens_by_id',
  method: 'PATCH',
  path: '/refresh-tokens/{id}',
  summary: 'Put these notes in the place of those of a refresh token; null or {} removes them',
  tag: 'refresh-tokens',
  scopes: ['update:refresh_tokens'],
  params: z.object({ id: tokenId.describe('The id of the refresh token.') }),
  query: noQuery,
  body: z.strictObject({ refresh_token_metadata: tokenMetadata.nullable().optional() }),
  answers: { 200: refreshToken },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const revokeRefreshTokens = defineEndpoint({
  operationId: 'revoke_refresh_tokens',
  method: 'POST',
  path: '/refresh-tokens/revoke',
  summary:
    'End refresh tokens by their ids, or those of a user, of a client, or of both, there perhaps at one API only',
  tag: 'refresh-tokens',
  scopes: ['delete:refresh_tokens'],
  params: noParams,
  query: noQuery,
  body: z
    .strictObject({
      ids: z.array(tokenId).min(1).max(100).optional().describe('Goes with none of the others.'),
      user_id: userId.optional(),
      client_id: clientId.optional(),
      audience: z.string().min(1).max(600).optional().describe('Needs user_id and client_id.'),
    })
    .refine(
      ({ ids, user_id, client_id, audience }) =>
        ids !== undefined
          ? (user_id ?? client_id ?? audience) === undefined
          : audience !== undefined
            ? user_id !== undefined && client_id !== undefined
            : (user_id ?? client_id) !== undefined,
      { error: 'Expected ids; or user_id, client_id or both, and audience only with both' },
    ),
  answers: { 202: noContent },
  errors: [400, 401, 403, 413, 415, 500, 503],
});
