import { objectOf, textOf, textsOf } from './claims.ts';
import type { ConnectionOptions } from './provider.ts';

/** Parameters of the flow itself: what they carry decides who gets the code. Nobody but us sets them (CL-19, RFC 9700 section 4.11). */
export const reservedParameters: ReadonlySet<string> = new Set([
  'state',
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'nonce',
  'scope',
  'request',
  'request_uri',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'code',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'grant_type',
  '__proto__',
]);

/** The parameters of /authorize that `upstream_params` may name as `alias`. */
export const upstreamAliases: ReadonlySet<string> = new Set([
  'acr_values',
  'audience',
  'client_id',
  'display',
  'id_token_hint',
  'login_hint',
  'max_age',
  'prompt',
  'resource',
  'response_mode',
  'response_type',
  'ui_locales',
]);

export function isReservedParameter(name: string): boolean {
  const known = name.toLowerCase();
  return reservedParameters.has(known) || known.startsWith('code_challenge');
}

/** The parameters of /authorize that the connection passes on. */
export function forwardedParameters(options: ConnectionOptions): string[] {
  const aliases = Object.values(objectOf(options.upstream_params)).flatMap(
    (setting) => textOf(objectOf(setting).alias) ?? [],
  );
  return [...Object.values(textsOf(options.authParamsMap)), ...aliases];
}

/**
 * What the connection adds to the authorization request: `authParams` (fixed), `authParamsMap` (ours by the name of a
 * parameter of /authorize) and `upstream_params`, of which the later wins. Reserved names are left out.
 * @param authorizeParameters what the application sent to /authorize
 */
export function upstreamParameters(
  options: ConnectionOptions,
  authorizeParameters: Readonly<Record<string, string>>,
): Record<string, string> {
  const sent = new Map(Object.entries(authorizeParameters));
  const mapped = Object.entries(textsOf(options.authParamsMap))
    // What the application keeps secret from the IdP (its state, its nonce, its challenge) must not leave this way.
    .filter(([, source]) => !isReservedParameter(source))
    .map(([name, source]) => [name, sent.get(source)] as const);
  const upstream = Object.entries(objectOf(options.upstream_params)).map(
    ([name, setting]) => [name, settingValue(objectOf(setting), sent)] as const,
  );
  const all = [...Object.entries(textsOf(options.authParams)), ...mapped, ...upstream];
  return Object.fromEntries(
    all.filter((entry): entry is [string, string] => entry[1] !== undefined && !isReservedParameter(entry[0])),
  );
}

function settingValue(setting: Record<string, unknown>, sent: ReadonlyMap<string, string>): string | undefined {
  const alias = textOf(setting.alias);
  if (alias !== undefined) return upstreamAliases.has(alias) ? sent.get(alias) : undefined;
  return typeof setting.value === 'string' ? setting.value : undefined;
}
