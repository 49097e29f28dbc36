import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { epochSeconds, ValetkeyError } from '../base/index.ts';
import { joinScopes, pkceMethod, requestedScopes, upstreamParameters } from '../providers/index.ts';
import type { IdpConnection } from './connection.ts';
import type { Deps } from './deps.ts';
import type { ExpectedAuthTime } from './id-token.ts';
import { findMetadata } from './metadata.ts';

/** What is demanded of the sign-in at the IdP itself. */
export interface Freshness {
  /** The user signs in again, whatever session there is. */
  readonly forced: boolean;
  /** Seconds since the user signed in that are allowed. */
  readonly maxAge?: number | undefined;
}

export interface AuthorizationInput {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly connectionScope?: string;
  /** Ask for a refresh token. */
  readonly offline: boolean;
  readonly loginHint?: string;
  readonly prompt?: string;
  /** The user is to have signed in there a moment ago. */
  readonly freshness?: Freshness;
  readonly uiLocales?: string;
  /** What the application sent to /authorize, for the connection's `upstream_params`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** OpenID Connect Core section 3.1.2.1: prompt is a list, in which `none` stands alone. */
function joinPrompts(...prompts: (string | undefined)[]): string | undefined {
  const all = new Set(prompts.flatMap((prompt) => prompt?.split(' ') ?? []));
  if (all.has('none')) return 'none';
  return all.size > 0 ? [...all].join(' ') : undefined;
}

/** Seconds. Any `max_age` has an IdP say `auth_time`; with 0 some of them never come to an end. */
const ageForProof = 300;

interface FreshnessRequest {
  readonly forced?: Readonly<Record<string, string>>;
  readonly maxAge?: number;
  readonly authTime?: ExpectedAuthTime;
}

/** What a demand for a fresh sign-in becomes at this IdP, and what its ID token must say then. */
function askForFreshness(
  { clock }: Deps,
  { provider }: IdpConnection,
  demand: Freshness | undefined,
): FreshnessRequest {
  const { parameters = {}, proves = false } = provider.reauthentication ?? {};
  if (!demand) return {};
  // Who does not look at ages is asked to have the user sign in again, whatever the age.
  if (!proves) return { forced: parameters };
  const { forced, maxAge } = demand;
  const after = epochSeconds(clock) - (forced ? 0 : (maxAge ?? 0));
  return {
    ...(forced && { forced: parameters }),
    maxAge: maxAge ?? ageForProof,
    // OpenID Connect Core section 3.1.2.1: with max_age an ID token without auth_time is none.
    authTime: { after, required: maxAge !== undefined },
  };
}

export interface StartedAuthorization {
  readonly url: string;
  readonly requestedScopes: string[];
  /** What the ID token must say of when the user signed in; undefined where that cannot be asked for. */
  readonly authTime?: ExpectedAuthTime | undefined;
}

/** Where the browser goes to sign in, and what is asked for there. */
export async function startAuthorization(
  deps: Deps,
  connection: IdpConnection,
  input: AuthorizationInput,
): Promise<StartedAuthorization> {
  const { provider, options } = connection;
  const metadata = await findMetadata(deps, connection);
  const endpoint = metadata.authorization_endpoint ?? '';
  const problem = deps.egress.checkUrl(endpoint);
  if (problem !== undefined) throw new ValetkeyError('egress_refused', { detail: `authorization_endpoint ${problem}` });

  const { connectionScope, offline, loginHint, prompt, freshness, uiLocales } = input;
  const scopes = requestedScopes(provider, options, {
    ...(connectionScope !== undefined && { connectionScope }),
    offline,
  });
  const forOffline = offline ? provider.offline?.parameters : undefined;
  const { forced, maxAge, authTime } = askForFreshness(deps, connection, freshness);
  const wanted = joinPrompts(prompt, forced?.prompt);
  const parameters: Record<string, string | undefined> = {
    ...provider.authorizeParameters?.(options),
    ...forOffline,
    ...forced,
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(wanted !== undefined && { prompt: joinPrompts(wanted, forOffline?.prompt) }),
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
  return { url: url.href, requestedScopes: scopes, authTime };
}
