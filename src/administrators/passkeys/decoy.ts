import { generateKeyPairSync } from 'node:crypto';

/** What stands between the members of a COSE key for ES256 (RFC 9053 section 7.1.1). */
const [beforeX, beforeY] = ['a5010203262001215820', '225820'].map((hex) => Buffer.from(hex, 'hex'));

function makePublicKey(): string {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const parts = [beforeX!, Buffer.from(x, 'base64url'), beforeY!, Buffer.from(y, 'base64url')];
  return Buffer.concat(parts).toString('base64url');
}

let publicKey: string | undefined;

/** A passkey of nobody, to check an answer against whose passkey is not known: that it is not must cost the same. */
export function createDecoy(credentialId: string) {
  publicKey ??= makePublicKey();
  return { credentialId, publicKey, counter: 0 };
}
