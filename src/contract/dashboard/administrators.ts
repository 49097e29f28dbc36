import { z } from 'zod';
import { noBody, noContent, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { role } from './roles.ts';
import { personName } from './session.ts';

const date = z.iso.datetime();

export const administrator = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    blocked: z.boolean(),
    has_password: z.boolean(),
    passkey_count: z.int(),
    created_at: date,
    last_sign_in_at: date.optional(),
  })
  .meta({ id: 'Administrator' });

const params = z.object({ id: z.string().min(1).max(64) });

export const listAdministrators = defineDashboardEndpoint({
  operationId: 'get_administrators',
  method: 'GET',
  path: '/administrators',
  summary: 'List the administrators',
  tag: 'administrators',
  access: ['admin'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(administrator) },
  errors: [401, 403, 500, 503],
});

export const updateAdministrator = defineDashboardEndpoint({
  operationId: 'patch_administrators_by_id',
  method: 'PATCH',
  path: '/administrators/{id}',
  summary: 'Change role or name of an administrator, or block one; the sessions of who may less now end',
  tag: 'administrators',
  access: ['admin'],
  needsReauthentication: true,
  params,
  query: noQuery,
  body: z.strictObject({ role: role.optional(), blocked: z.boolean().optional(), name: personName.optional() }),
  answers: { 200: administrator },
  errors: [400, 401, 403, 404, 409, 413, 415, 500, 503],
});

export const deleteAdministrator = defineDashboardEndpoint({
  operationId: 'delete_administrators_by_id',
  method: 'DELETE',
  path: '/administrators/{id}',
  summary: 'Remove an administrator, and end the sessions',
  tag: 'administrators',
  access: ['admin'],
  needsReauthentication: true,
  params,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 409, 500, 503],
});
