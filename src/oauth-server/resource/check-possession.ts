import { ValetkeyError } from '../../base/index.ts';
import { spendProof, verifyProof } from '../dpop/verify-proof.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { PresentedToken, ResourceRequest } from './read-access-token.ts';

/** At a resource the same failures are 401 (RFC 9449 section 7.1). */
function toResourceError(error: unknown): unknown {
  if (!(error instanceof ValetkeyError)) return error;
  const { description } = error;
  if (error.code === 'use_dpop_nonce') return new ValetkeyError('dpop_nonce_needed');
  return error.code === 'invalid_dpop_proof' ? new ValetkeyError('dpop_proof_refused', { description }) : error;
}

/**
 * A token that is bound to a key opens nothing without a fresh proof of that key, and a proof makes no bearer token a
 * bound one (RFC 9449 section 7). Called when the token itself is known to be good.
 * @param boundTo thumbprint of the key; null or undefined for a bearer token
 * @throws {ValetkeyError} `invalid_token`, `dpop_proof_refused` or `dpop_nonce_needed`
 */
export async function checkPossession(
  { tenant }: OauthServer,
  { scheme, token }: PresentedToken,
  boundTo: unknown,
  { dpop, method, path }: ResourceRequest,
): Promise<void> {
  if ((boundTo ?? undefined) === undefined) {
    if (scheme === 'bearer') return;
    throw new ValetkeyError('invalid_token', { detail: 'a bearer token was sent as DPoP' });
  }
  if (scheme !== 'dpop') throw new ValetkeyError('invalid_token', { detail: 'a bound token was sent as Bearer' });
  try {
    if (dpop === undefined) throw new ValetkeyError('invalid_dpop_proof', { description: 'The DPoP proof is missing' });
    const url = tenant.issuer.slice(0, -1) + path.replace(/\?.*$/s, '');
    const proof = verifyProof(tenant, dpop, { method, url, accessToken: token });
    if (proof.jkt !== boundTo) {
      throw new ValetkeyError('invalid_dpop_proof', { description: 'The token is bound to another key' });
    }
    await spendProof(tenant, proof);
  } catch (error) {
    throw toResourceError(error);
  }
}
