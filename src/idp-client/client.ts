import type { Clock, Secret } from '../base/index.ts';
import { type AuthorizationInput, type StartedAuthorization, startAuthorization } from './authorization.ts';
import { callProfile, type ProfileAnswer } from './call-profile.ts';
import type { IdpConnection } from './connection.ts';
import type { Deps } from './deps.ts';
import { createDocumentCache } from './document-cache.ts';
import type { Egress } from './egress/egress.ts';
import { createFetch } from './egress/fetch.ts';
import { type ExchangeInput, exchangeCode, type IdpSignIn } from './exchange.ts';
import { loadKeys } from './key-sets.ts';
import { findMetadata, type IdpMetadata, loadMetadata } from './metadata.ts';
import { type RefreshOptions, refreshTokens } from './refresh.ts';
import { type RevocationInput, type RevocationOutcome, revokeGrant } from './revoke.ts';
import type { IdpTokens } from './token-answer.ts';

/** What the other rooms can ask of an IdP; each function is described where it is defined. */
export interface IdpClient {
  /** What is wrong with an address that this server would call; undefined when nothing is. Asks no resolver. */
  checkUrl(url: string): string | undefined;
  discover(connection: IdpConnection): Promise<IdpMetadata>;
  startAuthorization(connection: IdpConnection, input: AuthorizationInput): Promise<StartedAuthorization>;
  exchangeCode(connection: IdpConnection, input: ExchangeInput): Promise<IdpSignIn>;
  refreshTokens(connection: IdpConnection, refreshToken: Secret, options?: RefreshOptions): Promise<IdpTokens>;
  revokeGrant(connection: IdpConnection, input: RevocationInput): Promise<RevocationOutcome>;
  callProfile(connection: IdpConnection, accessToken: Secret): Promise<ProfileAnswer | undefined>;
}

export interface IdpClientOptions {
  egress: Egress;
  clock: Clock;
  /** `/login/callback` of this server, absolute. */
  callbackUrl: string;
}

export function createIdpClient({ egress, clock, callbackUrl }: IdpClientOptions): IdpClient {
  const fetch = createFetch(egress);
  const deps: Deps = {
    egress,
    clock,
    callbackUrl,
    fetch,
    metadata: createDocumentCache(clock, (issuer) => loadMetadata({ fetch }, issuer)),
    keys: createDocumentCache(clock, (address) => loadKeys(egress, address)),
  };
  return {
    checkUrl: (url) => egress.checkUrl(url),
    discover: (connection) => findMetadata(deps, connection),
    startAuthorization: (connection, input) => startAuthorization(deps, connection, input),
    exchangeCode: (connection, input) => exchangeCode(deps, connection, input),
    refreshTokens: (connection, refreshToken, options) => refreshTokens(deps, connection, refreshToken, options),
    revokeGrant: (connection, input) => revokeGrant(deps, connection, input),
    callProfile: (connection, accessToken) => callProfile(deps, connection, accessToken),
  };
}
