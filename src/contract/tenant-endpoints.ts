import { z } from 'zod';
import { asGiven } from './as-given.ts';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';
import { fieldsQuery } from './paging.ts';
import { tenantSettings } from './tenant-settings.ts';

/** Settings of Auth0 tenants without effect here: kept as they came, so that an export comes back whole. */
const keptNames = [
  ...['acr_values_supported', 'allow_organization_name_in_authentication_api', 'change_password', 'country_codes'],
  ...['authorization_response_iss_parameter_supported', 'client_id_metadata_document_supported'],
  ...['customize_mfa_in_postlogin_action', 'default_directory', 'default_redirection_uri', 'default_token_quota'],
  ...['device_flow', 'dynamic_client_registration_security_mode', 'enable_ai_guide', 'enabled_locales'],
  ...['ephemeral_session_lifetime', 'error_page', 'guardian_mfa_page', 'idle_ephemeral_session_lifetime'],
  ...['include_session_metadata_in_tenant_logs', 'legacy_sandbox_version', 'mtls', 'oidc_logout'],
  ...['phone_consolidated_experience', 'pushed_authorization_requests_supported', 'resource_parameter_profile'],
  ...['sandbox_version', 'sandbox_versions_available', 'security_headers', 'session_cookie', 'sessions'],
  ...['skip_non_verifiable_callback_uri_confirmation_prompt'],
];

const { idp_tokens: idpTokens, ...known } = tenantSettings.shape;

const shownSettings = z
  .object({
    ...Object.fromEntries(keptNames.map((name) => [name, z.unknown().optional()])),
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
  body: asGiven(tenantSettings.extend(lifetimesInMinutes), ['sandbox_versions_available']),
  answers: { 200: shownSettings },
  errors: [400, 401, 403, 413, 415, 500, 503],
});
