import { objectOf, originOf, textOf, textsOf, wordsOf } from './claims.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { ConnectionOptions, Endpoints, ExtraRequest, Provider, Revocation } from './provider.ts';

/** The members that `options.endpoints` may set. */
export const endpointNames = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'revocation_endpoint',
] as const satisfies readonly (keyof Endpoints)[];

/**
 * The addresses in force: the IdP's own with `options.endpoints` laid over them.
 * An OpenID issuer given there stands alone: what is not given beside it comes from that issuer's discovery document,
 * because a token, a key or a code of one issuer must never meet an address of another.
 */
export function resolveEndpoints(provider: Provider, options: ConnectionOptions): Endpoints {
  const given = givenEndpoints(options);
  if (provider.protocol === 'oidc' && given.issuer !== undefined) return given;
  return { ...definedOnly(provider.endpoints(options)), ...given };
}

/**
 * The part of an identity's key that says who vouches for it: the issuer, else the origin of the token endpoint.
 * Give it the endpoints after discovery. Empty when there is neither, which no sign-in survives.
 */
export function identityIssuer(endpoints: Endpoints): string {
  return endpoints.issuer ?? originOf(endpoints.token_endpoint) ?? '';
}

/** True when `options.endpoints` leads to another party than the provider's own (a GitHub Enterprise server, a test IdP). */
export function isMovedAway(provider: Provider, options: ConnectionOptions): boolean {
  const own = provider.endpoints(options);
  const used = resolveEndpoints(provider, options);
  if (used.token_endpoint !== undefined) return originOf(used.token_endpoint) !== originOf(own.token_endpoint);
  return originOf(used.issuer) !== originOf(own.issuer ?? own.token_endpoint);
}

/**
 * Where the connection's tokens may be sent: `options.api_base_urls` when the operator lists them, else the provider's own.
 * The provider's own do not hold for a connection that was moved to another party.
 */
export function resolveApiBaseUrls(provider: Provider, options: ConnectionOptions): string[] {
  const given = wordsOf(options.api_base_urls);
  if (given.length > 0) return given;
  if (isMovedAway(provider, options)) return [];
  return provider.apiBaseUrls.flatMap((template) => fillPlaceholders(template, options) ?? []);
}

/** The extra profile requests with their addresses filled in; none without a userinfo endpoint. */
export function resolveExtraRequests(provider: Provider, endpoints: Endpoints): ExtraRequest[] {
  const base = endpoints.userinfo_endpoint;
  if (base === undefined) return [];
  return (provider.extraRequests ?? []).map((request) => ({
    ...request,
    url: request.url.replace('{userinfo_endpoint}', base),
  }));
}

/**
 * How a grant is revoked at the IdP and where, or undefined when it cannot be.
 * @param endpoints the addresses in force, after discovery
 */
export function resolveRevocation(
  provider: Provider,
  options: ConnectionOptions,
  endpoints: Endpoints,
  values: Readonly<{ client_id: string; subject: string }>,
): { way: Revocation['way']; url: string } | undefined {
  const { revocation } = provider;
  if (revocation === undefined) return undefined;
  const own = isMovedAway(provider, options) ? undefined : revocation.url;
  const url = textOf(fillPlaceholders(endpoints.revocation_endpoint ?? own ?? '', values));
  return url === undefined ? undefined : { way: revocation.way, url };
}

/** What `options.endpoints` says. */
export function givenEndpoints(options: ConnectionOptions): Endpoints {
  const given = textsOf(objectOf(options.endpoints));
  return definedOnly(Object.fromEntries(endpointNames.map((name) => [name, textOf(given[name])])));
}

function definedOnly(endpoints: Endpoints): Endpoints {
  return Object.fromEntries(Object.entries(endpoints).filter(([, value]) => value !== undefined));
}
