import { epochSeconds, ValetkeyError } from '../../base/index.ts';
import { readSettings, type Tenant } from '../../tenant/index.ts';
import { decodeJson, splitJwt } from '../jwt-parts.ts';
import { type Claims, verifyOwnSignature } from './verify-jwt.ts';

/** Seconds after a sign-in in which an account may be linked with it. */
const defaultMaxAge = 600;

/** The tenant's `linking.max_link_age`, in seconds: how long ago both sides of a link may have signed in. */
export async function readMaxLinkAge(tenant: Tenant): Promise<number> {
  return (await readSettings(tenant)).linking?.max_link_age ?? defaultMaxAge;
}

/** What an ID token proves of the account that is to be linked. Times in milliseconds since 1970. */
export interface LinkTokenProof {
  readonly userId: string;
  readonly issuedAt: number;
  readonly tokenHash: string;
  readonly expiresAt: number;
}

function refuse(description: string): ValetkeyError {
  return new ValetkeyError('link_refused', { description });
}

const invalid = 'Invalid token (link_with).';

/** Tokens of ours for other purposes name an `azp`, an event, or no session: only an ID token proves a sign-in. */
function isIdToken({ azp, events, sid }: Claims, type: unknown): boolean {
  return azp === undefined && events === undefined && typeof sid === 'string' && (type === undefined || type === 'JWT');
}

/**
 * Checks `link_with`: an ID token of ours, for the client that calls, from a sign-in of a moment ago (RS-13, T-D08).
 * @throws {ValetkeyError} `link_refused` in the words of auth0-wire section 2.7
 */
export async function readLinkToken(tenant: Tenant, token: string, clientId: string): Promise<LinkTokenProof> {
  const parts = splitJwt(token);
  // Not believed yet: only what words to refuse it with is taken from here.
  const header = parts && decodeJson(parts.head);
  const said = parts && decodeJson(parts.body);
  if (!header || !said) throw refuse(invalid);
  if (header.alg !== 'RS256') throw refuse('JWT (link_with) must have an alg of RS256.');
  if (typeof said.sub !== 'string') throw refuse('JWT (link_with) must contains sub claim.');
  if (said.iss !== tenant.issuer) {
    throw refuse('JWT (link_with) must have the same issuer as the calling user.');
  }
  const claims = await verifyOwnSignature(tenant, token).catch(() => {
    throw refuse(invalid);
  });
  const { sub, aud, exp, iat, auth_time: authTime } = claims;
  if (aud !== clientId) throw refuse('JWT (link_with) contains an invalid aud claim');
  const now = epochSeconds(tenant.clock);
  const alive = typeof exp === 'number' && exp > now;
  const fresh = typeof authTime === 'number' && now - authTime <= (await readMaxLinkAge(tenant));
  if (!alive || !fresh || typeof iat !== 'number' || !isIdToken(claims, header.typ)) throw refuse(invalid);
  return {
    userId: String(sub),
    issuedAt: iat * 1000,
    tokenHash: tenant.hash('link-token', token),
    expiresAt: exp * 1000,
  };
}
