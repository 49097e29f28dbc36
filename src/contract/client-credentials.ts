import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noQuery } from './endpoint.ts';

/** What a client may sign its assertions with: Auth0's list. */
export const credentialAlgorithms = ['RS256', 'RS384', 'PS256'] as const;
export type CredentialAlgorithm = (typeof credentialAlgorithms)[number];

/** A public key with its particulars, as it is brought. */
export const publicKeyCredential = z.strictObject({
  credential_type: z.literal('public_key'),
  name: z.string().max(255).optional(),
  pem: z.string().min(1).max(20_000).describe('A public key (SPKI or PKCS #1) or an X.509 certificate, as PEM.'),
  alg: z.enum(credentialAlgorithms).optional().describe('RS256 unless told.'),
  kid: z
    .string()
    .regex(/^[0-9a-zA-Z\-_]{10,64}$/, 'must be 10 to 64 letters, digits, - or _')
    .optional()
    .describe('What the header of assertions names; made from the key unless told.'),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  parse_expiry_from_cert: z.boolean().optional().describe('Whether the end of the certificate is the end of the key.'),
});

export type PublicKeyCredential = z.output<typeof publicKeyCredential>;

/** How a client proves who it is when that is not its secret. Kept as ids; keys may be given in their place. */
export const clientAuthenticationMethods = z.looseObject({
  private_key_jwt: z
    .looseObject({
      credentials: z
        .array(
          z.union([
            z.strictObject({ id: z.string().min(1).max(64) }),
            publicKeyCredential,
            // What an export says of a key that it cannot show.
            z.strictObject({ name: z.string().min(1).max(255), credential_type: z.literal('public_key') }),
          ]),
        )
        .max(10),
    })
    .optional(),
});

export const clientCredential = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    kid: z.string(),
    alg: z.enum(credentialAlgorithms),
    credential_type: z.literal('public_key'),
    created_at: z.string(),
    updated_at: z.string(),
    expires_at: z.string().optional(),
  })
  .describe('A public key of a client; the key itself is not shown.')
  .meta({ id: 'ClientCredential' });

const clientParams = z.object({ client_id: z.string().min(1).max(64).describe('The client_id.') });
const params = clientParams.extend({ credential_id: z.string().min(1).max(64).describe('The id of the credential.') });

export const listClientCredentials = defineEndpoint({
  operationId: 'get_credentials',
  method: 'GET',
  path: '/clients/{client_id}/credentials',
  summary: 'List the public keys of a client',
  tag: 'clients',
  scopes: ['read:client_credentials'],
  params: clientParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(clientCredential) },
  errors: [400, 401, 403, 404, 500, 503],
});

export const getClientCredential = defineEndpoint({
  operationId: 'get_credentials_by_credential_id',
  method: 'GET',
  path: '/clients/{client_id}/credentials/{credential_id}',
  summary: 'Read a public key of a client',
  tag: 'clients',
  scopes: ['read:client_credentials'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 200: clientCredential },
  errors: [400, 401, 403, 404, 500, 503],
});

export const createClientCredential = defineEndpoint({
  operationId: 'post_credentials',
  method: 'POST',
  path: '/clients/{client_id}/credentials',
  summary: 'Add a public key to a client; name it in client_authentication_methods to let it authenticate',
  tag: 'clients',
  scopes: ['create:client_credentials'],
  params: clientParams,
  query: noQuery,
  body: publicKeyCredential,
  answers: { 201: clientCredential },
  errors: [400, 401, 403, 404, 409, 413, 415, 500, 503],
});

export const updateClientCredential = defineEndpoint({
  operationId: 'patch_credentials_by_credential_id',
  method: 'PATCH',
  path: '/clients/{client_id}/credentials/{credential_id}',
  summary: 'Say when a public key of a client expires',
  tag: 'clients',
  scopes: ['update:client_credentials'],
  params,
  query: noQuery,
  body: z.strictObject({ expires_at: z.iso.datetime({ offset: true }).nullish().describe('null: never.') }),
  answers: { 200: clientCredential },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const deleteClientCredential = defineEndpoint({
  operationId: 'delete_credentials_by_credential_id',
  method: 'DELETE',
  path: '/clients/{client_id}/credentials/{credential_id}',
  summary: 'Delete a public key of a client; what it signs is refused within a second',
  tag: 'clients',
  scopes: ['delete:client_credentials'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});
