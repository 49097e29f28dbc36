import { wordsOf } from './claims.ts';
import type { ConnectionOptions, KnownScope, Provider } from './provider.ts';

/** What one sign-in asks for beside the connection's settings. */
export interface ScopeRequest {
  /** Auth0's `connection_scope`: a comma list; blanks are tolerated. */
  readonly connectionScope?: string;
  /** The sign-in must bring a refresh token. */
  readonly offline: boolean;
}

// RFC 6749 section 3.3: what a scope token may be made of.
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** All that the connection asks for at every sign-in, in a stable order. */
export function configuredScopes(provider: Provider, options: ConnectionOptions): string[] {
  const switchedOff = new Set(provider.scopes.known.filter((known) => isOff(known, options)).flatMap(namesOf));
  const login = provider.scopes.login.filter((scope) => !switchedOff.has(scope));
  return distinct([...login, ...chosenScopes(provider, options)]);
}

/** What this sign-in asks for: the connection's scopes, those of the request, and what offline access needs. */
export function requestedScopes(provider: Provider, options: ConnectionOptions, request: ScopeRequest): string[] {
  const extra = wordsOf(request.connectionScope).filter((scope) => scopeToken.test(scope));
  const offline = request.offline ? (provider.offline?.scopes ?? []) : [];
  return distinct([...configuredScopes(provider, options), ...extra, ...offline]);
}

/** The value of `scope` for the IdP. */
export function joinScopes(provider: Provider, options: ConnectionOptions, scopes: readonly string[]): string {
  return provider.scopes.join?.(scopes, options) ?? scopes.join(provider.scopes.separator);
}

/** The scopes in an IdP's answer, which come blank or comma separated. */
export function parseGrantedScopes(text: string | undefined): string[] {
  return distinct(wordsOf(text));
}

/** `options.scope` as Auth0 shows it: computed from the switches, without what every sign-in sends anyway. */
export function optionScope(provider: Provider, options: ConnectionOptions): string | string[] | undefined {
  if (provider.scopes.shownAs === 'given') return options.scope as string | string[] | undefined;
  const chosen = chosenScopes(provider, options);
  return provider.scopes.shownAs === 'text' ? chosen.join(provider.scopes.separator) : chosen;
}

/**
 * Options that came back changed: `scope`, which was shown as computed, still names what a switch gave that was turned
 * off since, and loses it.
 */
export function withoutSwitchedOff(
  provider: Provider,
  before: ConnectionOptions,
  options: ConnectionOptions,
): ConnectionOptions {
  const turnedOff = provider.scopes.known.filter((known) => isOn(known, before) && isOff(known, options));
  const gone = new Set(turnedOff.flatMap(namesOf));
  if (gone.size === 0 || options.scope === undefined) return options;
  return { ...options, scope: wordsOf(options.scope).filter((scope) => !gone.has(scope)) };
}

/** A connection can want offline access for every sign-in: Auth0's option `offline_access`. */
export function isAlwaysOffline(options: ConnectionOptions): boolean {
  return options.offline_access === true;
}

function chosenScopes(provider: Provider, options: ConnectionOptions): string[] {
  const switchedOn = provider.scopes.known.filter((known) => isOn(known, options)).flatMap(namesOf);
  const chosen = distinct([...switchedOn, ...wordsOf(options.scope), ...wordsOf(options.freeform_scopes)]);
  return chosen.length > 0 ? chosen : [...(provider.scopes.defaults ?? [])];
}

function isOn(known: KnownScope, options: ConnectionOptions): boolean {
  if (known.option === undefined) return false;
  const value = options[known.option];
  return value === true || (known.byDefault === true && value !== false);
}

function isOff(known: KnownScope, options: ConnectionOptions): boolean {
  return known.option !== undefined && options[known.option] === false;
}

function namesOf(known: KnownScope): string[] {
  return wordsOf(known.scope);
}

function distinct(scopes: readonly string[]): string[] {
  return [...new Set(scopes)];
}
