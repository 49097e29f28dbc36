import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { ValetkeyError } from '../base/index.ts';
import { joinScopes, pkceMethod, requestedScopes, upstreamParameters } from '../providers/index.ts';
import type { IdpConnection } from './connection.ts';
import type { Deps } from './deps.ts';
import { findMetadata } from './metadata.ts';

export interface AuthorizationInput {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly connectionScope?: string;
  /** Ask for a refresh token. */
  readonly offline: boolean;
  readonly loginHint?: string;
  readonly prompt?: string;
  /** Seconds. */
  readonly maxAge?: number;
  readonly uiLocales?: string;
  /** What the application sent to /authorize, for the connection's `upstream_params`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** OpenID Connect Core section 3.1.2.1: prompt is a list, in which `none` stands alone. */
function joinPrompts(asked: string, forOffline: string | undefined): string {
  if (asked === 'none' || forOffline === undefined) return asked;
  return [...new Set([...asked.split(' '), ...forOffline.split(' ')])].join(' ');
}

/** Where the browser goes to sign in, and the scopes that are asked for there. */
export async function startAuthorization(
  deps: Deps,
  connection: IdpConnection,
  input: AuthorizationInput,
): Promise<{ url: string; requestedScopes: string[] }> {
  const { provider, options } = connection;
  const metadata = await findMetadata(deps, connection);
  const endpoint = metadata.authorization_endpoint ?? '';
  const problem = deps.egress.checkUrl(endpoint);
  if (problem !== undefined) throw new ValetkeyError('egress_refused', { detail: `authorization_endpoint ${problem}` });

  const { connectionScope, offline, loginHint, prompt, maxAge, uiLocales } = input;
  const scopes = requestedScopes(provider, options, {
    ...(connectionScope !== undefined && { connectionScope }),
    offline,
  });
  const forOffline = offline ? provider.offline?.parameters : undefined;
  const parameters: Record<string, string | undefined> = {
    ...provider.authorizeParameters?.(options),
    ...forOffline,
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(prompt !== undefined && { prompt: joinPrompts(prompt, forOffline?.prompt) }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(uiLocales !== undefined && { ui_locales: uiLocales }),
    // Without the reserved names, which the following would not all overwrite (RFC 9700 section 4.11).
    ...upstreamParameters(options, input.parameters),
    response_type: 'code',
    client_id: connection.clientId,
    redirect_uri: deps.callbackUrl,
    state: input.state,
    scope: joinScopes(provider, options, scopes) || undefined,
    nonce: provider.protocol === 'oidc' ? input.nonce : undefined,
  };
  const pkce = pkceMethod(provider, options);
  if (pkce !== undefined) {
    const { codeVerifier } = input;
    parameters.code_challenge = pkce === 'plain' ? codeVerifier : await calculatePKCECodeChallenge(codeVerifier);
    parameters.code_challenge_method = pkce;
  }

  // The endpoint may bring a query of its own, which is kept (RFC 6749 section 3.1).
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return { url: url.href, requestedScopes: scopes };
}
