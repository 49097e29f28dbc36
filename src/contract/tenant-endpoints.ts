import { z } from 'zod';
import { asGiven } from './as-given.ts';
import { tenantMembers } from './auth0-members.ts';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';
import { fieldsQuery } from './paging.ts';
import { tenantSettings } from './tenant-settings.ts';

const { idp_tokens: idpTokens, ...known } = tenantSettings.shape;

const shownSettings = z
  .object({
    ...Object.fromEntries(tenantMembers.map((name) => [name, z.unknown().optional()])),
    ...known,
    // Webhooks hold secrets: the tenant file alone has them.
    idp_tokens: z.object(idpTokens.unwrap().omit({ webhooks: true }).shape).optional(),
  })
  .describe('The settings of the tenant. Lifetimes in hours.')
  .meta({ id: 'TenantSettings' });

const minutes = z.number().positive().max(525_600).optional();

/** Auth0 takes lifetimes in minutes as well, and shows them in hours. */
export const lifetimesInMinutes = {
  session_lifetime_in_minutes: minutes,
  idle_session_lifetime_in_minutes: minutes,
  ephemeral_session_lifetime_in_minutes: minutes,
  idle_ephemeral_session_lifetime_in_minutes: minutes,
};

export const getTenantSettings = defineEndpoint({
  operationId: 'tenant_settings_route',
  method: 'GET',
  path: '/tenants/settings',
  summary: 'Get the settings of the tenant',
  tag: 'tenants',
  scopes: ['read:tenant_settings'],
  params: noParams,
  query: z.strictObject(fieldsQuery),
  body: noBody,
  answers: { 200: shownSettings },
  errors: [400, 401, 403, 500, 503],
});

export const updateTenantSettings = defineEndpoint({
  operationId: 'patch_settings',
  method: 'PATCH',
  path: '/tenants/settings',
  summary: 'Change the settings of the tenant, member by member; null takes a member away',
  tag: 'tenants',
  scopes: ['update:tenant_settings'],
  params: noParams,
  query: noQuery,
  body: asGiven(tenantSettings.extend(lifetimesInMinutes), { also: tenantMembers }),
  answers: { 200: shownSettings },
  errors: [400, 401, 403, 413, 415, 500, 503],
});
