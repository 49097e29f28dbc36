import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ValetkeyError } from '../base/index.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Egress } from './egress/egress.ts';
import { guardAnswer } from './failure.ts';

export type PublishedKeys = ReturnType<typeof createLocalJWKSet>;

const maxBytes = 256 * 1024;
const maxKeys = 100;

/** jose's own remote set is not used: its cool-down counts only loads that worked, and by the system's clock. */
export async function loadKeys(egress: Egress, address: string): Promise<PublishedKeys> {
  const answer = await egress.request(address, { headers: { accept: 'application/json' }, maxBytes });
  if (answer.status !== 200) {
    const code = answer.status >= 500 || answer.status === 429 ? 'idp_unreachable' : 'idp_answer_invalid';
    throw new ValetkeyError(code, { detail: `JWKS: status ${answer.status}` });
  }
  const set = answer.json() as JSONWebKeySet;
  if (Array.isArray(set?.keys) && set.keys.length > maxKeys) {
    throw new ValetkeyError('idp_answer_invalid', { detail: `JWKS: more than ${maxKeys} keys` });
  }
  return guardAnswer('JWKS', () => createLocalJWKSet(set));
}

/** Finds the key of a token; a key id that is not known is worth one more look, for the IdP may have rotated. */
export function findKey(keys: DocumentCache<PublishedKeys>, address: string): JWTVerifyGetKey {
  return async (header, token) => {
    const known = await keys.get(address);
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await keys.renew(address))(header, token);
    }
  };
}
