// providers owns what is particular to each identity provider: its addresses, scopes, quirks and the meaning of its profile.
// Data and pure functions only: it does no I/O, keeps no state, and sees no token. No other room knows an IdP by name.
import { bitbucket } from './bitbucket.ts';
import { facebook } from './facebook.ts';
import { github } from './github.ts';
import { googleOauth2 } from './google-oauth2.ts';
import { oauth2 } from './oauth2.ts';
import { oidc } from './oidc.ts';
import type { Provider } from './provider.ts';
import { sharepoint } from './sharepoint.ts';
import { waad } from './waad.ts';

/** Every provider by its strategy. */
export const providers: ReadonlyMap<string, Provider> = new Map(
  [googleOauth2, github, facebook, bitbucket, waad, sharepoint, oauth2, oidc].map((provider) => [
    provider.strategy,
    provider,
  ]),
);

export function findProvider(strategy: string): Provider | undefined {
  return providers.get(strategy);
}

export { isAuth0Strategy } from './auth0-strategies.ts';
export { checkOptions, type OptionRules, secretOptions } from './check-options.ts';
export { clientAuthentication, pkceMethod } from './client-settings.ts';
export {
  identityIssuer,
  isMovedAway,
  resolveApiBaseUrls,
  resolveEndpoints,
  resolveExtraRequests,
  resolveRevocation,
} from './endpoints.ts';
export { readProfile, readSubject } from './profile.ts';
export type {
  ClientAuthentication,
  ConnectionOptions,
  Endpoints,
  ExtraRequest,
  JsonObject,
  KnownScope,
  Profile,
  Provider,
  RawProfile,
  Revocation,
  SetUpOption,
  TokenFacts,
} from './provider.ts';
export { reservedRootNames, withoutReservedNames } from './reserved-names.ts';
export {
  configuredScopes,
  isAlwaysOffline,
  joinScopes,
  optionScope,
  parseGrantedScopes,
  requestedScopes,
  type ScopeRequest,
  withoutSwitchedOff,
} from './scopes.ts';
export { setUpOptions } from './set-up-options.ts';
export { shownOptions } from './shown-options.ts';
export { findTrustChanges } from './trust.ts';
export {
  forwardedParameters,
  isReservedParameter,
  reservedParameters,
  upstreamParameters,
} from './upstream-parameters.ts';
