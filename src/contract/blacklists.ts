import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams } from './endpoint.ts';

const audience = z.string().max(600);

export const revokedToken = z
  .object({
    aud: z.string().optional().describe('As it was given when the token was revoked.'),
    jti: z.string().describe('Claim `jti` of the token.'),
  })
  .meta({ id: 'RevokedToken' });

export const listRevokedTokens = defineEndpoint({
  operationId: 'get_tokens',
  method: 'GET',
  path: '/blacklists/tokens',
  summary: 'List revoked tokens',
  tag: 'blacklists',
  scopes: ['blacklist:tokens'],
  params: noParams,
  query: z.strictObject({ aud: audience.optional().describe('Only those that were filed under this.') }),
  body: noBody,
  answers: { 200: z.array(revokedToken) },
  errors: [400, 401, 403, 500, 503],
});

export const revokeToken = defineEndpoint({
  operationId: 'post_tokens',
  method: 'POST',
  path: '/blacklists/tokens',
  summary: 'Revoke a token of the Management API by its id, on every node within a second',
  tag: 'blacklists',
  scopes: ['blacklist:tokens'],
  params: noParams,
  query: z.strictObject({}),
  body: z.strictObject({
    aud: audience.nullish().describe('A note of whose it was. The id alone decides.'),
    jti: z.string().min(1).max(255).describe('Claim `jti` of the token.'),
  }),
  answers: { 204: noContent },
  errors: [400, 401, 403, 413, 415, 500, 503],
});
