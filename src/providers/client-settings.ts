import { objectOf } from './claims.ts';
import type { ClientAuthentication, ConnectionOptions, Provider } from './provider.ts';

/** What `token_endpoint_auth_method` may say here. */
export const clientAuthenticationMethods = ['client_secret_post', 'client_secret_basic', 'none'] as const;

/** How we prove who we are at the token endpoint (RFC 6749 section 2.3). */
export function clientAuthentication(provider: Provider, options: ConnectionOptions): ClientAuthentication {
  const method = clientAuthenticationMethods.find((known) => known === options.token_endpoint_auth_method);
  // Auth0's front channel connections have no secret; with us they run the code flow as a public client.
  return method ?? (options.type === 'front_channel' ? 'none' : provider.clientAuthentication);
}

/**
 * The PKCE method for the authorization request, undefined for none (RFC 7636).
 * S256 unless the IdP or the operator rules it out (CL-02): an IdP that does not know PKCE ignores the parameters.
 */
export function pkceMethod(provider: Provider, options: ConnectionOptions): 'S256' | 'plain' | undefined {
  const setting = objectOf(options.connection_settings).pkce;
  if (setting === 'disabled') return undefined;
  if (setting === 'plain') return 'plain';
  if (setting === 'S256' || setting === 'auto') return 'S256';
  const wanted = typeof options.pkce_enabled === 'boolean' ? options.pkce_enabled : provider.pkce;
  return wanted ? 'S256' : undefined;
}
