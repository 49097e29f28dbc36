import { createHash, createPublicKey, verify } from 'node:crypto';
import { epochSeconds, ValetkeyError } from '../../base/index.ts';
import { spendId } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { decodeJson, splitJwt } from '../jwt-parts.ts';
import { isRecentNonce } from './nonce.ts';

/** Algorithms of proofs, as Auth0 has them. */
export const proofAlgorithms = ['ES256'] as const;

/** Seconds that a proof is good for after `iat`, and that a client's clock may be ahead. */
const longestAge = 300;
const clockSkew = 60;
/** Characters. */
const longestId = 256;

/** The request that a proof has to be about. */
export interface ProofTarget {
  readonly method: string;
  /** The address from our configuration, never from the request's host. */
  readonly url: string;
  /** The token that is used together with the proof. */
  readonly accessToken?: string;
}

export interface Proof {
  /** Thumbprint of the key that signed it (RFC 7638). */
  readonly jkt: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly nonce: string | undefined;
}

function refuse(why: string): never {
  throw new ValetkeyError('invalid_dpop_proof', { description: `The DPoP proof is not valid: ${why}` });
}

/** The key in the header: public, and of the one kind that we take. */
function readKey({ typ, alg, jwk, crit }: Record<string, unknown>) {
  if (typ !== 'dpop+jwt') refuse('typ must be dpop+jwt');
  if (!proofAlgorithms.some((known) => known === alg)) refuse(`alg must be ${proofAlgorithms.join(' or ')}`);
  if (crit !== undefined) refuse('crit is not understood');
  const { kty, crv, x, y, d } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as Record<string, unknown>;
  if (d !== undefined) refuse('jwk holds a private key');
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') {
    refuse('jwk must be a public key on P-256');
  }
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return refuse('jwk is not a key');
  }
}

/** Scheme, host and path after normalisation; RFC 9449 section 4.3 leaves query and fragment out. */
function normalise(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return origin + pathname.replaceAll(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}

function checkClaims(tenant: Tenant, claims: Record<string, unknown>, target: ProofTarget) {
  const { htm, htu, iat, jti, ath, nonce } = claims;
  if (htm !== target.method) refuse('htm is not the method of the request');
  if (normalise(htu) !== normalise(target.url)) refuse('htu is not the address of the request');
  const now = epochSeconds(tenant.clock);
  if (typeof iat !== 'number' || iat < now - longestAge || iat > now + clockSkew) refuse('iat is not recent');
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) refuse('jti is missing or too long');
  if (target.accessToken !== undefined) {
    const hash = createHash('sha256').update(target.accessToken).digest('base64url');
    if (ath !== hash) refuse('ath is not the hash of the access token');
  }
  if (nonce !== undefined && (typeof nonce !== 'string' || !isRecentNonce(tenant, nonce))) {
    throw new ValetkeyError('use_dpop_nonce');
  }
  return { jti, issuedAt: iat, nonce };
}

/**
 * Checks a proof against the request that it came with, in the steps of RFC 9449 section 4.3. Whether it was used
 * before is `spendProof`'s to say.
 * @throws {ValetkeyError} `invalid_dpop_proof` or `use_dpop_nonce`
 */
export function verifyProof(tenant: Tenant, header: string, target: ProofTarget): Proof {
  const parts = splitJwt(header);
  const head = parts && decodeJson(parts.head);
  const claims = parts && decodeJson(parts.body);
  if (!parts || !head || !claims) refuse('it is not a JWT');
  const key = readKey(head);
  const signature = Buffer.from(parts.signature, 'base64url');
  if (!verify('sha256', parts.signed, { key, dsaEncoding: 'ieee-p1363' }, signature)) refuse('its signature is wrong');
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  const jkt = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { jkt, ...checkClaims(tenant, claims, target) };
}

/**
 * Notes that a proof was used, for every node to know (RFC 9449 section 11.1). Last of all checks, so that nobody can
 * fill the table with proofs that were worth nothing.
 * @throws {ValetkeyError} `invalid_dpop_proof` when it was used before
 */
export async function spendProof({ store, hash }: Tenant, { jkt, jti, issuedAt }: Proof): Promise<void> {
  const expiresAt = (issuedAt + longestAge + clockSkew) * 1000;
  if (!(await spendId(store.db, hash('used-id', `dpop\0${jkt}\0${jti}`), expiresAt))) refuse('it was used before');
}
