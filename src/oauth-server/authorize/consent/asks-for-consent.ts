import { type Client, findResourceServer } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { AuthorizationRequest } from '../request.ts';

/** Anybody's program can listen there, so that an answer sent there proves nothing about who gets it. */
function isUnverifiable(redirectUri: string): boolean {
  const { hostname } = new URL(redirectUri);
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * Whether users are asked before this application gets what it wants, or were asked before: third parties always,
 * first parties where the API does not skip it, and at localhost, where Auth0 never skips it.
 */
export async function asksForConsent(
  { tenant }: OauthServer,
  client: Client,
  { audience, redirectUri }: Pick<AuthorizationRequest, 'audience' | 'redirectUri'>,
): Promise<boolean> {
  if (!client.settings.is_first_party) return true;
  const api = audience === undefined ? undefined : await findResourceServer(tenant, audience);
  if (!api) return false;
  return !api.settings.skip_consent_for_verifiable_first_party_clients || isUnverifiable(redirectUri);
}
