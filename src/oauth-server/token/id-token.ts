import { createHash } from 'node:crypto';
import { epochSeconds, isoDate } from '../../base/index.ts';
import { findMistypedMembers } from '../../contract/index.ts';
import type { UserRecord } from '../../storage/index.ts';
import {
  type Client,
  readSigningKey,
  type SigningAlgorithm,
  signingAlgorithms,
  toSigningAlgorithm,
} from '../../tenant/index.ts';
import type { AuthorizationDetails } from '../authorize/issue-code.ts';
import type { OauthServer } from '../oauth-server.ts';
import { signJwt } from './jwt.ts';

const profileClaims = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
];
const emailClaims = ['email', 'email_verified'];
const phoneClaims = ['phone_number', 'phone_verified'];

function pick(source: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]));
}

/** What an application learns of the user by its scopes (OpenID Connect Core section 5.4). IdP tokens are never in it. */
export function claimsForScopes(user: UserRecord, scope: readonly string[]): Record<string, unknown> {
  // Clients are promised types (OpenID Connect Core section 5.1): what was stored otherwise is no claim.
  const mistyped = findMistypedMembers(user.profile);
  const profile = Object.fromEntries(Object.entries(user.profile).filter(([name]) => !mistyped.includes(name)));
  const claims: Record<string, unknown> = {};
  if (scope.includes('profile')) {
    Object.assign(claims, pick(profile, profileClaims), { updated_at: isoDate(user.updatedAt) });
  }
  if (scope.includes('email')) Object.assign(claims, pick(profile, emailClaims));
  if (scope.includes('phone')) {
    const { phone_number, phone_verified } = pick(profile, phoneClaims);
    Object.assign(claims, phone_number && { phone_number, phone_number_verified: phone_verified === true });
  }
  return claims;
}

/** at_hash of OpenID Connect Core section 3.1.3.6: half of a digest of the same family as the signature's. */
function hashAccessToken(accessToken: string, algorithm: SigningAlgorithm): string {
  const digest = createHash(signingAlgorithms[algorithm].hash).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

export interface IdTokenInput {
  readonly client: Client;
  readonly user: UserRecord;
  readonly details: AuthorizationDetails;
  readonly scope: readonly string[];
  readonly accessToken: string;
}

/** ID token of OpenID Connect Core section 2. */
export async function issueIdToken(server: OauthServer, input: IdTokenInput): Promise<string> {
  const { tenant } = server;
  const { client, user, details } = input;
  const issuedAt = epochSeconds(tenant.clock);
  const algorithm = toSigningAlgorithm(client.settings.jwt_configuration.alg);
  return signJwt(await readSigningKey(tenant, algorithm), {
    ...claimsForScopes(user, input.scope),
    iss: tenant.issuer,
    aud: client.clientId,
    sub: user.userId,
    iat: issuedAt,
    exp: issuedAt + client.settings.jwt_configuration.lifetime_in_seconds,
    // Always: whoever links accounts by an ID token must know how fresh the sign-in is.
    auth_time: Math.floor(details.authTime / 1000),
    at_hash: hashAccessToken(input.accessToken, algorithm),
    sid: details.sid,
    ...(details.nonce !== undefined && { nonce: details.nonce }),
  });
}
