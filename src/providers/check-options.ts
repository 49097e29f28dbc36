import { objectOf, originOf, textOf } from './claims.ts';
import { clientAuthentication, clientAuthenticationMethods } from './client-settings.ts';
import { endpointNames, isMovedAway, resolveApiBaseUrls, resolveEndpoints } from './endpoints.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { ConnectionOptions, Endpoints, Provider } from './provider.ts';
import { isReservedParameter, upstreamAliases } from './upstream-parameters.ts';

/** Names of options that hold secrets: sealed at rest, never logged, never in an export that is not asked for them. */
export const secretOptions: readonly string[] = [
  'client_secret',
  'app_secret',
  'admin_access_token',
  'admin_refresh_token',
  'private_key',
  'client_assertion_key',
  // Headers of requests to the IdP's API: keys, as likely as not.
  'customHeaders',
];

export interface OptionRules {
  /** Hosts that may be spoken to without TLS, beside this machine itself. */
  readonly insecureHosts?: readonly string[];
}

/**
 * What is wrong with a connection's options, in words for the operator; empty when nothing is.
 * No value is repeated, so that a secret in the wrong place does not reach a log.
 */
export function checkOptions(provider: Provider, options: ConnectionOptions, rules: OptionRules = {}): string[] {
  return [
    ...missing(provider, options),
    ...wrongTypes(provider, options),
    ...wrongParameters(options),
    ...wrongEndpoints(provider, options, rules),
    ...(provider.check?.(options) ?? []),
  ];
}

/** RFC 7523: the client proves itself by a signature, and has no secret. */
function signsAssertions(options: ConnectionOptions): boolean {
  return options.token_endpoint_auth_method === 'private_key_jwt';
}

function missing(provider: Provider, options: ConnectionOptions): string[] {
  const secret = signsAssertions(options)
    ? ['client_assertion_key']
    : clientAuthentication(provider, options) === 'none'
      ? []
      : ['client_secret'];
  return ['client_id', ...secret, ...(provider.requiredOptions ?? [])]
    .filter((name) => options[name] === undefined || options[name] === null || options[name] === '')
    .map((name) => `options.${name} is required`);
}

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isTextMap = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

const types: readonly (readonly [names: readonly string[], isRight: (value: unknown) => boolean, words: string])[] = [
  [['client_id', 'resource', 'tenant', 'realm', 'tenant_domain', 'tenantId', 'discovery_url'], isText, 'text'],
  [['scope'], (value) => isText(value) || isTexts(value), 'text or a list of text'],
  [['freeform_scopes', 'api_base_urls', 'allowed_tenants'], isTexts, 'a list of text'],
  [['authParams', 'authParamsMap', 'customHeaders', 'fieldsMap', 'endpoints'], isTextMap, 'a map of text'],
];

function wrongTypes(provider: Provider, options: ConnectionOptions): string[] {
  const switches = provider.scopes.known.flatMap((known) => known.option ?? []);
  const wrong = [
    ...types,
    [switches, (value: unknown) => typeof value === 'boolean', 'true or false'] as const,
  ].flatMap(([names, isRight, words]) =>
    names
      .filter((name) => options[name] !== undefined && options[name] !== null && !isRight(options[name]))
      .map((name) => `options.${name} must be ${words}`),
  );
  const method = options.token_endpoint_auth_method;
  if (method === undefined || method === null || signsAssertions(options)) return wrong;
  if (clientAuthenticationMethods.some((known) => known === method)) return wrong;
  return [
    ...wrong,
    `options.token_endpoint_auth_method must be one of ${[...clientAuthenticationMethods, 'private_key_jwt'].join(', ')}`,
  ];
}

function wrongParameters(options: ConnectionOptions): string[] {
  const settings = Object.entries(objectOf(options.upstream_params));
  const names = [options.authParams, options.authParamsMap, options.upstream_params].flatMap((map) =>
    Object.keys(objectOf(map)),
  );
  return [
    ...names.filter(isReservedParameter).map((name) => `options may not set the parameter ${name}`),
    ...settings
      .filter(([, setting]) => !isUpstreamSetting(objectOf(setting)))
      .map(([name]) => `options.upstream_params.${name} must have a value, or an alias out of those allowed`),
  ];
}

function isUpstreamSetting(setting: Record<string, unknown>): boolean {
  return isText(setting.value) || upstreamAliases.has(String(setting.alias));
}

function wrongEndpoints(provider: Provider, options: ConnectionOptions, rules: OptionRules): string[] {
  const given = objectOf(options.endpoints);
  const used = resolveEndpoints(provider, options);
  return [
    ...Object.keys(given)
      .filter((name) => !endpointNames.some((known) => known === name))
      .map((name) => `options.endpoints.${name} is not an endpoint`),
    ...neededEndpoints(provider)
      .filter((name) => used[name] === undefined)
      .map((name) => `no ${name} is known`),
    ...Object.entries(used)
      .filter(([, url]) => url !== undefined && !isSafeUrl(url, rules))
      .map(([name]) => `the ${name} must be an https address without open placeholders`),
    ...resolveApiBaseUrls(provider, options)
      .filter((url) => !isSafeUrl(url, rules))
      .map(() => 'options.api_base_urls must be https addresses'),
    ...mixed(provider, options, given),
  ];
}

// What an OpenID provider lacks is discovered.
function neededEndpoints(provider: Provider): readonly (keyof Endpoints)[] {
  return provider.protocol === 'oauth2' ? ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'] : [];
}

/** A connection that was moved to another party must not send that party's codes or tokens to the provider's own addresses. */
function mixed(provider: Provider, options: ConnectionOptions, given: Record<string, unknown>): string[] {
  if (!isMovedAway(provider, options)) return strangers(provider, options, given);
  if (provider.protocol === 'oidc' && given.issuer !== undefined) return [];
  const own = Object.entries(provider.endpoints(options)).filter(
    ([name, url]) => name !== 'revocation_endpoint' && originOf(url) !== undefined && given[name] === undefined,
  );
  return own.map(([name]) => `options.endpoints moves the token endpoint but not the ${name}`);
}

/** Nor may a provider's own tokens go to somebody else, who would say whose they are. */
function strangers(provider: Provider, options: ConnectionOptions, given: Record<string, unknown>): string[] {
  // A provider whose addresses are all the operator's has none of its own.
  if (provider.apiBaseUrls.length === 0) return [];
  const own = Object.values(provider.endpoints(options)).map(originOf);
  return ['userinfo_endpoint', 'jwks_uri']
    .filter((name) => given[name] !== undefined && !own.includes(originOf(textOf(given[name]))))
    .map((name) => `options.endpoints moves the ${name} but not the token endpoint`);
}

// What stands in for the placeholders that are filled at the time of use.
const placeholders = { client_id: 'x', subject: 'x', tenantid: 'x' };

function isSafeUrl(template: string, rules: OptionRules): boolean {
  const text = fillPlaceholders(template, placeholders) ?? '';
  if (!URL.canParse(text) || /[{}]/.test(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  const plain = ['localhost', '127.0.0.1', '[::1]', ...(rules.insecureHosts ?? [])];
  return url.protocol === 'https:' || (url.protocol === 'http:' && plain.includes(url.hostname));
}
