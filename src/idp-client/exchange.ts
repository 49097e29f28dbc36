import { authorizationCodeGrantRequest, nopkce, skipStateCheck, validateAuthResponse } from 'oauth4webapi';
import { epochSeconds, ValetkeyError } from '../base/index.ts';
import {
  type JsonObject,
  type Profile,
  pkceMethod,
  type RawProfile,
  readProfile,
  readSubject,
} from '../providers/index.ts';
import { type CallbackParameters, readCallback } from './callback.ts';
import { createClientAuth, type IdpConnection, misconfigured } from './connection.ts';
import { type Deps, oauthClient, requestOptions } from './deps.ts';
import { guardAnswer } from './failure.ts';
import { type ExpectedAuthTime, readAuthTime, validateIdToken } from './id-token.ts';
import { findMetadata, type IdpMetadata } from './metadata.ts';
import { requestProfile } from './profile-requests.ts';
import { type IdpTokens, readTokenAnswer } from './token-answer.ts';

export interface ExchangeInput {
  /** The parameters of the callback; `state` is the caller's to check. */
  readonly callback: CallbackParameters;
  readonly codeVerifier: string;
  readonly nonce: string;
  /** As the start of the authorization said. */
  readonly authTime?: ExpectedAuthTime | undefined;
}

/** One signed-in user, as the IdP tells it. */
export interface IdpSignIn {
  readonly tokens: IdpTokens;
  readonly raw: RawProfile;
  /** The immutable id at the IdP. */
  readonly subject: string;
  readonly profile: Profile;
  /** Who vouches for the subject: `iss` of the ID token, or the issuer that stands for the IdP. */
  readonly issuer: string;
  /** Seconds since 1970: when the user signed in there, where the IdP says so. */
  readonly authTime?: number | undefined;
}

/**
 * RFC 9207 section 2.4: the issuer of the response must be the one that was asked, before it sees the code.
 * For issuers that differ by tenant the comparison waits for the ID token.
 */
async function checkResponseIssuer(
  deps: Deps,
  connection: IdpConnection,
  metadata: IdpMetadata,
  callback: CallbackParameters,
) {
  const { code, iss } = readCallback(callback);
  const late = connection.provider.expectedIssuer !== undefined;
  const parameters = new URLSearchParams({ code, ...(iss !== undefined && !late && { iss }) });
  const expected = late ? { ...metadata, authorization_response_iss_parameter_supported: false } : metadata;
  if (late && metadata.authorization_response_iss_parameter_supported && iss === undefined) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'authorization response: iss is missing' });
  }
  return guardAnswer('authorization response', () =>
    validateAuthResponse(expected, oauthClient(deps, connection), parameters, skipStateCheck),
  );
}

async function requestTokens(deps: Deps, connection: IdpConnection, metadata: IdpMetadata, input: ExchangeInput) {
  const parameters = await checkResponseIssuer(deps, connection, metadata, input.callback);
  const { provider, options } = connection;
  const auth = await createClientAuth(connection);
  const response = await guardAnswer('token request', () =>
    authorizationCodeGrantRequest(
      metadata,
      oauthClient(deps, connection),
      auth,
      parameters,
      deps.callbackUrl,
      pkceMethod(provider, options) ? input.codeVerifier : nopkce,
      {
        ...requestOptions(deps),
        additionalParameters: { ...provider.tokenParameters?.(options) },
      },
    ),
  );
  return readTokenAnswer(deps.clock, connection, response);
}

/** Claims of the ID token; OAuth 2.0 providers have none, and an unasked-for one is not looked at. */
async function readClaims(
  deps: Deps,
  connection: IdpConnection,
  metadata: IdpMetadata,
  tokens: IdpTokens,
  input: ExchangeInput,
): Promise<JsonObject | undefined> {
  if (connection.provider.protocol !== 'oidc') return undefined;
  if (tokens.idToken === undefined) throw new ValetkeyError('idp_answer_invalid', { detail: 'no ID token' });
  const { nonce, authTime, callback } = input;
  return validateIdToken(deps, connection, metadata, tokens.idToken, {
    nonce,
    accessToken: tokens.accessToken,
    authTime,
    ...(callback.iss !== undefined && { responseIssuer: callback.iss }),
  });
}

/**
 * Exchanges the code of a callback for tokens and asks who the user is. Nothing of it is to be kept unless it succeeds.
 * @throws {ValetkeyError} `idp_refused`, `idp_unreachable`, `idp_answer_invalid`, `connection_misconfigured`,
 * `egress_refused`, or what `mapCallbackError` gives.
 */
export async function exchangeCode(deps: Deps, connection: IdpConnection, input: ExchangeInput): Promise<IdpSignIn> {
  const { provider, options } = connection;
  readCallback(input.callback);
  const metadata = await findMetadata(deps, connection);
  const answered = await requestTokens(deps, connection, metadata, input);
  const claims = await readClaims(deps, connection, metadata, answered, input);
  const { userinfo, extra } = await requestProfile(deps, connection, metadata, answered.accessToken);
  // OpenID Connect Core section 5.3.2: userinfo of somebody else is an attack, not a detail.
  if (claims !== undefined && userinfo !== undefined && userinfo.sub !== claims.sub) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'userinfo: sub differs from the ID token' });
  }
  const raw: RawProfile = { ...(claims && { claims }), ...(userinfo && { userinfo }), extra };
  const subject = readSubject(provider, raw, options);
  if (!subject) throw new ValetkeyError('idp_answer_invalid', { detail: 'profile: no immutable id' });
  const issuer = typeof claims?.iss === 'string' ? claims.iss : metadata.issuer;
  if (!issuer) throw misconfigured(connection, 'no issuer');
  const { idToken, ...tokens } = answered;
  return {
    tokens: claims === undefined || idToken === undefined ? tokens : { ...tokens, idToken },
    raw,
    subject,
    profile: readProfile(provider, raw, options),
    issuer,
    authTime: claims && readAuthTime(claims, epochSeconds(deps.clock)),
  };
}
