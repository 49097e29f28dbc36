import { z } from 'zod';
import { noBody, noContent, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { passkeyAttestation, passkeyCreation } from './passkeys.ts';
import { newPassword, personName } from './session.ts';

const date = z.iso.datetime();

const passkey = z
  .object({
    id: z.string(),
    name: z.string(),
    backed_up: z.boolean().describe('Known to more than one device.'),
    created_at: date,
    last_used_at: date.optional(),
  })
  .meta({ id: 'Passkey' });

export const listPasskeys = defineDashboardEndpoint({
  operationId: 'get_account_passkeys',
  method: 'GET',
  path: '/account/passkeys',
  summary: 'List the own passkeys',
  tag: 'account',
  access: 'signed_in',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(passkey) },
  errors: [401, 403, 500, 503],
});

export const createPasskeyChallenge = defineDashboardEndpoint({
  operationId: 'post_account_passkey_options',
  method: 'POST',
  path: '/account/passkey-options',
  summary: 'Begin to add a passkey',
  tag: 'account',
  access: 'signed_in',
  needsReauthentication: true,
  changesNothing: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: { 200: passkeyCreation },
  errors: [400, 401, 403, 415, 500, 503],
});

export const addPasskey = defineDashboardEndpoint({
  operationId: 'post_account_passkeys',
  method: 'POST',
  path: '/account/passkeys',
  summary: 'Add a passkey to the own account',
  tag: 'account',
  access: 'signed_in',
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({ name: personName, credential: passkeyAttestation }),
  answers: { 201: passkey },
  errors: [400, 401, 403, 409, 413, 415, 500, 503],
});

export const removePasskey = defineDashboardEndpoint({
  operationId: 'delete_account_passkeys_by_id',
  method: 'DELETE',
  path: '/account/passkeys/{id}',
  summary: 'Remove one of the own passkeys; the last way to sign in stays',
  tag: 'account',
  access: 'signed_in',
  needsReauthentication: true,
  params: z.object({ id: z.string().min(1).max(64) }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 409, 500, 503],
});

export const changePassword = defineDashboardEndpoint({
  operationId: 'put_account_password',
  method: 'PUT',
  path: '/account/password',
  summary: 'Set the own password, and end the other own sessions',
  tag: 'account',
  access: 'signed_in',
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({ password: newPassword }),
  answers: { 204: noContent },
  errors: [400, 401, 403, 413, 415, 429, 500, 503],
});
