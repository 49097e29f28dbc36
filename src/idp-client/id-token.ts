import { createHash } from 'node:crypto';
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { epochSeconds, equalSecrets, ValetkeyError } from '../base/index.ts';
import { type IdpConnection, misconfigured } from './connection.ts';
import type { Deps } from './deps.ts';
import { refuseDeepJson } from './egress/read-body.ts';
import { guardAnswer } from './failure.ts';
import { findKey } from './key-sets.ts';
import type { IdpMetadata } from './metadata.ts';

/** What an ID token must say of when the user signed in at the IdP. */
export interface ExpectedAuthTime {
  /** Seconds since 1970. */
  readonly after: number;
  /** Whether one that says nothing is refused. */
  readonly required: boolean;
}

export interface IdTokenExpectations {
  readonly nonce: string;
  readonly authTime?: ExpectedAuthTime | undefined;
  readonly accessToken: string;
  /** `iss` of the authorization response, when there was one. */
  readonly responseIssuer?: string;
}

const leeway = 60;
const defaultAlgorithms = ['RS', 'PS', 'ES'].flatMap((family) => ['256', '384', '512'].map((bits) => family + bits));
/** What a public key can verify; `none` and HS* are not to be had, whatever the settings say (RFC 8725 section 3.1). */
const knownAlgorithms = new Set([...defaultAlgorithms, 'EdDSA', 'Ed25519']);

function allowedAlgorithms(connection: IdpConnection): string[] {
  const chosen = connection.options.id_token_signed_response_algs;
  if (!Array.isArray(chosen) || chosen.length === 0) return defaultAlgorithms;
  const allowed = chosen.filter((alg) => knownAlgorithms.has(alg));
  if (allowed.length === 0) throw misconfigured(connection, 'no usable algorithm in id_token_signed_response_algs');
  return allowed;
}

function refuse(reason: string): ValetkeyError {
  return new ValetkeyError('idp_answer_invalid', { detail: `ID token: ${reason}` });
}

function accessTokenHash(accessToken: string, alg: string): string {
  // Ed25519 signs over SHA-512; the others carry the size in their name.
  const bits = alg.match(/\d{3}$/)?.[0] ?? '512';
  const digest = createHash(`sha${alg === 'Ed25519' ? '512' : bits}`)
    .update(accessToken)
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

/** Seconds since 1970; undefined where the IdP does not say it, or says what cannot be, such as milliseconds. */
export function readAuthTime(
  { auth_time: authTime }: Readonly<Record<string, unknown>>,
  now: number,
): number | undefined {
  return typeof authTime === 'number' && authTime > 0 && authTime <= now + leeway ? authTime : undefined;
}

/** An IdP that answers out of its own session what was to be a fresh sign-in has signed nobody in (T-D05, AS-18). */
function checkAuthTime(claims: JWTPayload, now: number, { after, required }: ExpectedAuthTime): void {
  const authTime = readAuthTime(claims, now);
  if (authTime === undefined && !required) return;
  if (authTime !== undefined && authTime + leeway >= after) return;
  throw new ValetkeyError('login_required', {
    description: 'The identity provider did not have the user sign in again',
    detail: 'ID token: auth_time is missing or too long ago',
  });
}

/** What jose does not check of OpenID Connect Core section 3.1.3.7. */
function checkClaims(claims: JWTPayload, clientId: string, now: number, expected: IdTokenExpectations): void {
  if (typeof claims.sub !== 'string' || claims.sub === '') throw refuse('no sub');
  if (typeof claims.iat !== 'number' || claims.iat > now + leeway) throw refuse('iat is missing or in the future');
  if (typeof claims.nonce !== 'string' || !equalSecrets(claims.nonce, expected.nonce)) throw refuse('wrong nonce');
  const { azp } = claims;
  if (Array.isArray(claims.aud) && claims.aud.length > 1 && azp === undefined) throw refuse('several aud and no azp');
  if (azp !== undefined && azp !== clientId) throw refuse('azp is another client');
  if (expected.authTime !== undefined) checkAuthTime(claims, now, expected.authTime);
  if (expected.responseIssuer !== undefined && expected.responseIssuer !== claims.iss) {
    throw refuse('iss differs from the one of the authorization response');
  }
}

/**
 * Validates an ID token and gives its claims (OpenID Connect Core 1.0 section 3.1.3.7).
 * Keys come from the connection's `jwks_uri` only: headers such as `jku`, `jwk` or `x5c` are never looked at.
 * @throws {ValetkeyError} `idp_answer_invalid`; `idp_unreachable` when the keys cannot be had.
 */
export async function validateIdToken(
  deps: Deps,
  connection: IdpConnection,
  metadata: IdpMetadata,
  idToken: string,
  expected: IdTokenExpectations,
): Promise<JWTPayload> {
  const { provider, options, clientId } = connection;
  if (!metadata.jwks_uri) throw misconfigured(connection, 'no jwks_uri');
  // What is in it was no text yet when the answer was looked at, and is followed down as claims and as a profile.
  refuseDeepJson(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
  const getKey = findKey(deps.keys, metadata.jwks_uri);
  const issuer = provider.expectedIssuer
    ? provider.expectedIssuer(await guardAnswer('ID token', () => decodeJwt(idToken)), options)
    : metadata.issuer;
  if (issuer === undefined) throw refuse('the issuer is not allowed for this connection');

  const { payload, protectedHeader } = await guardAnswer('ID token', () =>
    jwtVerify(idToken, getKey, {
      algorithms: allowedAlgorithms(connection),
      issuer,
      audience: clientId,
      clockTolerance: leeway,
      currentDate: new Date(deps.clock.now()),
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat'],
    }),
  );
  checkClaims(payload, clientId, epochSeconds(deps.clock), expected);
  const { at_hash: hash } = payload;
  if (hash !== undefined && hash !== accessTokenHash(expected.accessToken, protectedHeader.alg)) {
    throw refuse('at_hash does not fit the access token');
  }
  return payload;
}
