// idp-client is the only code that speaks OAuth to identity providers: discovery, authorization request, code exchange,
// ID-token validation, profile, refresh, revocation, and the one egress through which every outbound call goes.
// It keeps nothing (tokens are the vault's, states are the oauth-server's), knows no IdP by name (providers does),
// and lets no word of an IdP's answer out beyond the values asked for.
export type { AuthorizationInput, Freshness, StartedAuthorization } from './authorization.ts';
export type { ProfileAnswer } from './call-profile.ts';
export { type CallbackParameters, mapCallbackError, readCallback } from './callback.ts';
export { createIdpClient, type IdpClient, type IdpClientOptions } from './client.ts';
export { createIdpConnection, type IdpConnection } from './connection.ts';
export {
  createEgress,
  type Egress,
  type EgressAnswer,
  type EgressOptions,
  type EgressRequest,
} from './egress/egress.ts';
export { createFetch } from './egress/fetch.ts';
export { type OpenPlaces, readOpenPlace } from './egress/open-places.ts';
export type { ResolveName } from './egress/pinned-lookup.ts';
export type { ExchangeInput, IdpSignIn } from './exchange.ts';
export { findIdpFailure, type IdpFailure, isGrantGone, isOutcomeUnknown } from './failure.ts';
export type { ExpectedAuthTime } from './id-token.ts';
export type { IdpMetadata } from './metadata.ts';
export type { RefreshOptions } from './refresh.ts';
export type { RevocationInput, RevocationOutcome } from './revoke.ts';
export type { IdpTokens } from './token-answer.ts';
