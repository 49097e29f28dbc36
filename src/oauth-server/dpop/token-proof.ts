import { ValetkeyError } from '../../base/index.ts';
import type { Client, ResourceServer } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { spendProof, verifyProof } from './verify-proof.ts';

/**
 * The key to which the tokens of this request are bound; undefined when it came without a proof.
 * @param endpoint its path below the issuer
 * @throws {ValetkeyError} `invalid_dpop_proof` or `use_dpop_nonce`
 */
export async function readTokenProof(
  { tenant }: OauthServer,
  client: Client,
  dpop: string | undefined,
  endpoint: 'oauth/token' | 'oauth/par',
): Promise<string | undefined> {
  if (dpop === undefined) {
    if (!client.settings.require_proof_of_possession || endpoint !== 'oauth/token') return undefined;
    throw new ValetkeyError('invalid_dpop_proof', { description: 'This client must send a DPoP proof' });
  }
  const proof = verifyProof(tenant, dpop, { method: 'POST', url: `${tenant.issuer}${endpoint}` });
  // Who holds a key in a browser may have made proofs in advance, for whoever steals them: a nonce ends that.
  if (!client.confidential && proof.nonce === undefined) throw new ValetkeyError('use_dpop_nonce');
  await spendProof(tenant, proof);
  return proof.jkt;
}

/**
 * Whether the API takes tokens that anybody can use who finds them.
 * @throws {ValetkeyError} `invalid_dpop_proof`
 */
export function checkBinding({ settings }: ResourceServer, client: Client, dpopJkt: string | undefined): void {
  const rule = settings.proof_of_possession;
  if (!rule?.required || (rule.required_for === 'public_clients' && client.confidential)) return;
  if (rule.mechanism !== 'dpop') {
    throw new ValetkeyError('invalid_request', { description: 'This API wants tokens bound by mTLS, not known here' });
  }
  if (dpopJkt === undefined) {
    throw new ValetkeyError('invalid_dpop_proof', { description: 'This API needs a DPoP proof' });
  }
}
