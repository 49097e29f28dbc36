import { z } from 'zod';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';

export const signingKey = z
  .object({
    kid: z.string(),
    cert: z.string().describe('PEM.'),
    pkcs7: z.string().describe('The certificate as PKCS #7, PEM.'),
    current: z.boolean().optional(),
    next: z.boolean().optional(),
    previous: z.boolean().optional(),
    current_since: z.string().optional(),
    current_until: z.string().optional(),
    fingerprint: z.string().describe('SHA-1 of the certificate, with colons.'),
    thumbprint: z.string().describe('SHA-1 of the certificate.'),
    revoked: z.boolean().optional(),
    revoked_at: z.string().optional(),
  })
  .describe('A key that signs tokens, without its private half.')
  .meta({ id: 'SigningKey' });

const changedKey = z.object({ kid: z.string(), cert: z.string().describe('PEM.') });
const params = z.object({ kid: z.string().min(1).max(64).describe('The key id.') });

export const listSigningKeys = defineEndpoint({
  operationId: 'get_signing_keys',
  method: 'GET',
  path: '/keys/signing',
  summary: 'List the keys that sign tokens',
  tag: 'keys',
  scopes: ['read:signing_keys'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(signingKey) },
  errors: [400, 401, 403, 500, 503],
});

export const getSigningKey = defineEndpoint({
  operationId: 'get_signing_key',
  method: 'GET',
  path: '/keys/signing/{kid}',
  summary: 'Read a key that signs tokens',
  tag: 'keys',
  scopes: ['read:signing_keys'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 200: signingKey },
  errors: [400, 401, 403, 404, 500, 503],
});

export const rotateSigningKeys = defineEndpoint({
  operationId: 'post_signing_keys',
  method: 'POST',
  path: '/keys/signing/rotate',
  summary: 'Make the next key the current one and publish a new next key; the answer is that one',
  tag: 'keys',
  scopes: ['create:signing_keys', 'update:signing_keys'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 201: changedKey },
  errors: [400, 401, 403, 500, 503],
});

export const revokeSigningKey = defineEndpoint({
  operationId: 'put_signing_keys',
  method: 'PUT',
  path: '/keys/signing/{kid}/revoke',
  summary: 'End a previous key and every token that it signed, on every node within a second',
  tag: 'keys',
  scopes: ['update:signing_keys'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 200: changedKey },
  errors: [400, 401, 403, 404, 500, 503],
});
