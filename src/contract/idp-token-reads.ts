import { z } from 'zod';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';
import { checkpointPage, checkpointQuery } from './paging.ts';

const date = z.iso.datetime().describe('ISO 8601 with milliseconds, in UTC.');
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'Expected an ISO 8601 date or date-time' })
  .transform((text) => Date.parse(text));
const name = z.string().min(1).max(1024);

/** One reading of the tokens of one identity. It holds no token. */
export const idpTokenRead = z
  .object({
    log_id: z.string().describe('Sorts by time.'),
    date,
    type: z.literal('mgmt_api_read').describe("Auth0's log type for reading secrets."),
    client_id: z.string(),
    user_id: z.string(),
    identity_id: z.string().describe('Ours: the identity, also after it was unlinked.'),
    connection: z.string(),
    strategy: z.string(),
    scopes: z.array(z.string()).describe('Scopes of the IdP that the access token has.'),
    freshness: z.enum(['fresh', 'stored']).describe('Whether the IdP gave the token for this reading.'),
    fingerprints: z
      .object({ access_token: z.string().optional(), refresh_token: z.string().optional() })
      .describe('Which tokens left. `valetkey audit fingerprint` computes that of a token.'),
    request_id: z.string(),
    key_id: z.string().describe('The key-encryption key that the tokens were sealed under.'),
    node: z.int().describe('Which process wrote the entry.'),
    sequence: z.int().describe('Position in the chain of that process.'),
    details: z.object({ accessedSecrets: z.array(z.string()) }).describe("As in Auth0's tenant log."),
  })
  .meta({ id: 'IdpTokenRead' });

export const listIdpTokenReads = defineEndpoint({
  operationId: 'get_idp_token_reads',
  method: 'GET',
  path: '/idp-token-reads',
  summary: 'List who read which IdP tokens, the oldest first. Not in Auth0.',
  tag: 'idp-token-reads',
  scopes: ['read:logs'],
  params: noParams,
  query: z.strictObject({
    client_id: name.optional().describe('Reads by this client.'),
    user_id: name.optional().describe('Reads of this user.'),
    connection: name.optional().describe('Name of the connection.'),
    fingerprint: name.optional().describe('Of an access token or a refresh token.'),
    since: moment.optional().describe('From this moment on.'),
    until: moment.optional().describe('Before this moment.'),
    from: z.string().regex(/^\d+$/, 'Expected a log_id').optional().describe('`next` of the page before.'),
    take: checkpointQuery.take,
  }),
  body: noBody,
  answers: {
    200: checkpointPage('reads', idpTokenRead).meta({ id: 'IdpTokenReadsPage' }),
  },
  errors: [400, 401, 403, 500, 503],
});

export const revokeIdpTokenReads = defineEndpoint({
  operationId: 'post_idp_token_reads_revoke',
  method: 'POST',
  path: '/idp-token-reads/revoke',
  summary: 'Revoke exactly the grants whose present tokens a client has seen. Not in Auth0.',
  tag: 'idp-token-reads',
  scopes: ['update:users'],
  params: noParams,
  query: noQuery,
  body: z.strictObject({
    client_id: name,
    since: moment.describe('Readings from this moment on count.'),
    until: moment.optional().describe('Readings before this moment count; now unless told.'),
  }),
  answers: { 200: z.object({ revoked: z.int().describe('Grants that were revoked.') }) },
  errors: [400, 401, 403, 500, 503],
});

export type IdpTokenRead = z.infer<typeof idpTokenRead>;
