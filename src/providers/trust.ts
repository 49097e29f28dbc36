import { originOf } from './claims.ts';
import { givenEndpoints, resolveEndpoints } from './endpoints.ts';
import type { ConnectionOptions, Endpoints, Provider } from './provider.ts';

/** The settings, beside the issuer, that decide whose word about the users of a connection is taken. */
function vouchers(provider: Provider, options: ConnectionOptions): Readonly<Record<string, string | undefined>> {
  // Addresses that follow from the provider's own file are its own, whatever tenant they name.
  const { expectedIssuer, protocol, identifiesBy } = provider;
  const used = expectedIssuer ? givenEndpoints(options) : resolveEndpoints(provider, options);
  return {
    ...(expectedIssuer && { issuer: used.issuer }),
    discovery_url: used.discovery_url,
    jwks_uri: used.jwks_uri,
    userinfo_endpoint: originOf(used.userinfo_endpoint),
    // Without an ID token, whoever gives the access token says whose it is.
    ...(protocol === 'oauth2' && { token_endpoint: originOf(used.token_endpoint) }),
    user_id: identifiesBy?.(options),
  };
}

/** True when identities made with the one cannot be found with the other: they are kept by issuer. */
function haveOtherIssuers(provider: Provider, before: Endpoints, after: Endpoints): boolean {
  // Issuers that differ by tenant are read from the ID token: settings do not tell.
  if (provider.expectedIssuer) return false;
  const isKnown = ({ issuer }: Endpoints) => issuer !== undefined || provider.protocol === 'oauth2';
  const issuerOf = ({ issuer, token_endpoint }: Endpoints) => issuer ?? originOf(token_endpoint);
  if (isKnown(before) && isKnown(after)) return issuerOf(before) !== issuerOf(after);
  // What a document says to be its issuer has at least the origin that was asked for it.
  const originsOf = (one: Endpoints) => originOf(one.issuer ?? one.discovery_url ?? one.token_endpoint);
  return originsOf(before) !== originsOf(after);
}

/**
 * Which settings would let another party speak for the users who are there already: same issuer, so same users, but
 * other keys, another profile endpoint, or another claim that names them. Empty when none would.
 */
export function findTrustChanges(provider: Provider, before: ConnectionOptions, after: ConnectionOptions): string[] {
  if (haveOtherIssuers(provider, resolveEndpoints(provider, before), resolveEndpoints(provider, after))) return [];
  const [old, now] = [vouchers(provider, before), vouchers(provider, after)];
  return Object.keys(now).filter((name) => old[name] !== now[name]);
}
