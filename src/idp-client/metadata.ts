import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi';
import { ValetkeyError } from '../base/index.ts';
import { type Endpoints, identityIssuer, type Provider, resolveEndpoints } from '../providers/index.ts';
import { type IdpConnection, misconfigured } from './connection.ts';
import type { Deps } from './deps.ts';
import { guardAnswer } from './failure.ts';
import { isTemporary } from './token-answer.ts';

export type IdpMetadata = AuthorizationServer;

const endpointNames = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'revocation_endpoint',
] as const satisfies readonly (keyof Endpoints)[];

function isRequired(name: (typeof endpointNames)[number], protocol: Provider['protocol']): boolean {
  return name === 'authorization_endpoint' || name === 'token_endpoint' || (name === 'jwks_uri' && protocol === 'oidc');
}

/** Reads a discovery document (OpenID Connect Discovery 1.0 section 4); whose it says to be is not yet judged. */
export async function loadMetadata({ fetch }: Pick<Deps, 'fetch'>, address: string): Promise<IdpMetadata> {
  const response = await fetch(address, { headers: { accept: 'application/json' } });
  if (isTemporary(response.status)) {
    throw new ValetkeyError('idp_unreachable', { detail: `discovery: status ${response.status}` });
  }
  return guardAnswer('discovery', async () => {
    const copy = (await response.clone().json()) as { issuer?: string } | null;
    const metadata = await processDiscoveryResponse(new URL(copy?.issuer ?? ''), response);
    const strange = endpointNames.find((name) => !['string', 'undefined'].includes(typeof metadata[name]));
    if (strange) throw new Error(`${strange} is not text`);
    return metadata;
  });
}

/** The configured issuer letter by letter (Discovery section 4.3); without one, at least the origin that was asked. */
function isExpectedIssuer(issuer: string, given: Endpoints, address: string): boolean {
  if (given.issuer !== undefined) return issuer === given.issuer;
  return new URL(issuer).origin === new URL(address).origin;
}

/**
 * Where the connection's IdP is: the addresses of the settings and of the provider, then those it publishes itself.
 * @throws {ValetkeyError} `connection_misconfigured`, `egress_refused`, `idp_unreachable`, `idp_answer_invalid`.
 */
export async function findMetadata(deps: Deps, connection: IdpConnection): Promise<IdpMetadata> {
  const { provider, options } = connection;
  const { discovery_url: discoveryUrl, ...given } = resolveEndpoints(provider, options);
  const required = endpointNames.filter((name) => isRequired(name, provider.protocol));
  const missing = required.filter((name) => given[name] === undefined);
  const address = discoveryUrl ?? given.issuer?.replace(/\/?$/, '/.well-known/openid-configuration');
  const wanted = provider.discovers && address !== undefined && endpointNames.some((name) => given[name] === undefined);
  if (missing.length === 0 && !wanted) return { ...given, issuer: identityIssuer(given) };
  if (address === undefined) throw misconfigured(connection, `no issuer, and no ${missing.join(', ')}`);
  const published = await deps.metadata.get(address);
  // Issuers that differ by tenant publish a pattern; each ID token is compared with what its claims say instead.
  if (!provider.expectedIssuer && !isExpectedIssuer(published.issuer, given, address)) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'discovery: the document names another issuer' });
  }
  const metadata = { ...published, ...given };
  const absent = required.find((name) => metadata[name] === undefined);
  if (absent) throw misconfigured(connection, `the IdP publishes no ${absent}`);
  return metadata;
}
