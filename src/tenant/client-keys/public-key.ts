import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ValetkeyError } from '../../base/index.ts';

/** Bits: RFC 7518 section 3.3. */
const shortest = 2048;

function refuse(why: string): never {
  throw new ValetkeyError('invalid_body', { description: `Payload validation error: '${why}' on property pem.` });
}

export interface PublicKey {
  readonly key: KeyObject;
  /** SPKI, PEM. */
  readonly pem: string;
  /** RFC 7638, from which a `kid` is made where none is given. */
  readonly thumbprint: string;
  /** Milliseconds since 1970; undefined when it was no certificate. */
  readonly certificateEnds: number | undefined;
}

/**
 * An RSA public key out of a PEM.
 * @throws {ValetkeyError} `invalid_body`, also for a private key: that is the client's alone
 */
export function readPublicKey(pem: string): PublicKey {
  if (pem.includes('PRIVATE KEY')) refuse('Expected a public key; do not send private keys');
  let key: KeyObject;
  let certificateEnds: number | undefined;
  try {
    key = createPublicKey(pem);
    if (pem.includes('BEGIN CERTIFICATE')) certificateEnds = Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return refuse('Expected a public key or a certificate in PEM format');
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < shortest) {
    refuse(`Expected an RSA key of at least ${shortest} bits`);
  }
  const { e, kty, n } = key.export({ format: 'jwk' });
  return {
    key,
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    thumbprint: createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url'),
    certificateEnds,
  };
}
