import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noParams, noQuery, queryBoolean, queryInteger } from './endpoint.ts';
import { countedPage } from './paging.ts';

export const deviceCredential = z
  .object({
    id: z.string().optional(),
    device_name: z.string().optional().describe('What the browser said of itself.'),
    type: z.enum(['public_key', 'refresh_token', 'rotating_refresh_token']).optional(),
    device_id: z.string().optional().describe('Of a public key.'),
    user_id: z.string().optional(),
    client_id: z.string().optional(),
  })
  .describe('A refresh token, as the older part of the API shows it, or the public key of a device.')
  .meta({ id: 'DeviceCredential' });

export type DeviceCredential = z.infer<typeof deviceCredential>;

const fieldNames = ['id', 'device_name', 'device_id', 'type', 'user_id', 'client_id'];

export const listDeviceCredentials = defineEndpoint({
  operationId: 'get_device-credentials',
  method: 'GET',
  path: '/device-credentials',
  summary: 'List refresh tokens as device credentials, or the public keys of devices',
  tag: 'device-credentials',
  scopes: ['read:device_credentials'],
  params: noParams,
  query: z.strictObject({
    page: queryInteger(0, 1_000_000).optional().describe('Page number, from 0.'),
    per_page: queryInteger(0, 1000).optional().describe('Credentials on a page. Default 50.'),
    include_totals: queryBoolean.optional().describe('Answer with an object that counts, in place of an array.'),
    fields: z
      .string()
      .refine((text) => text.split(',').every((name) => fieldNames.includes(name)), {
        error: `String does not match pattern. Must be a comma separated list of the following values: ${fieldNames.join(',')}`,
      })
      .optional()
      .describe('Comma-separated list of attributes.'),
    include_fields: queryBoolean.optional().describe('false turns `fields` into a list to leave out. Default true.'),
    user_id: z.string().min(1).max(1024).optional().describe('Only those of this user.'),
    client_id: z.string().min(1).max(64).optional().describe('Only those of this client.'),
    type: z
      .enum(['public_key', 'refresh_token', 'rotating_refresh_token'])
      .optional()
      .describe('Without it those that rotate are left out, as in Auth0.'),
  }),
  body: noBody,
  answers: {
    200: z.union([
      countedPage('device_credentials', deviceCredential).meta({ id: 'DeviceCredentialsPage' }),
      z.array(deviceCredential),
    ]),
  },
  errors: [400, 401, 403, 500, 503],
});

export const deleteDeviceCredential = defineEndpoint({
  operationId: 'delete_device-credentials_by_id',
  method: 'DELETE',
  path: '/device-credentials/{id}',
  summary: 'End a refresh token, with the access tokens that came with it',
  tag: 'device-credentials',
  scopes: ['delete:device_credentials', 'delete:current_user_device_credentials'],
  params: z.object({ id: z.string().min(1).max(128).describe('The id of the credential.') }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const createDeviceCredential = defineEndpoint({
  operationId: 'post_device-credentials',
  method: 'POST',
  path: '/device-credentials',
  summary: "Keep a public key of the user's device; needs a token of that user. Nothing signs in with it here",
  tag: 'device-credentials',
  scopes: ['create:current_user_device_credentials'],
  params: noParams,
  query: noQuery,
  body: z.strictObject({
    device_name: z.string().min(1).max(255),
    type: z.literal('public_key'),
    value: z.base64().min(1).max(8192).describe('The key, in base64.'),
    device_id: z.string().min(1).max(255).describe('Names the device; one key each.'),
    client_id: z.string().min(1).max(64).optional().describe('Another than the one of the token is refused.'),
  }),
  answers: { 201: z.object({ id: z.string() }).meta({ id: 'NewDeviceCredential' }) },
  errors: [400, 401, 403, 409, 413, 415, 500, 503],
});
