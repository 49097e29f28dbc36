import type { ConnectionOptions, Provider } from './provider.ts';
import { optionScope } from './scopes.ts';

/**
 * Options that anybody who may read connections may see: they go through the browser or stand in the IdP's own
 * documents. Every other text or object could be a secret, or hold one.
 */
const openOptions: ReadonlySet<string> = new Set([
  ...['client_id', 'app_id', 'scope', 'freeform_scopes', 'icon_url', 'allowed_audiences', 'allowed_tenants'],
  ...['issuer', 'discovery_url', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'],
  ...['revocation_endpoint', 'authorizationURL', 'tokenURL', 'logoutUrl', 'endpoints', 'api_base_urls', 'type'],
  ...['set_user_root_attributes', 'non_persistent_attrs', 'upstream_params', 'authParams', 'authParamsMap'],
  ...['fieldsMap', 'attribute_map', 'connection_settings', 'token_endpoint_auth_method', 'pkce'],
  ...['token_endpoint_auth_signing_alg', 'id_token_signed_response_algs', 'schema_version'],
  ...['domain', 'tenant_domain', 'domain_aliases', 'tenant', 'tenantId', 'app_domain', 'realm', 'resource'],
  ...['identity_api', 'waad_protocol', 'userid_attribute', 'should_trust_email_verified_connection'],
]);

/** `options` as the Management API shows them: with the scope that comes of the switches. */
export function shownOptions(provider: Provider, options: ConnectionOptions, withSecrets: boolean): ConnectionOptions {
  const scope = optionScope(provider, options);
  const all = { ...options, ...(scope !== undefined && { scope }) };
  if (withSecrets) return all;
  const isOpen = ([name, value]: [string, unknown]) =>
    openOptions.has(name) || typeof value === 'boolean' || typeof value === 'number';
  return Object.fromEntries(Object.entries(all).filter(isOpen));
}
