import { constants, type KeyObject, type SignKeyObjectInput } from 'node:crypto';

interface Algorithm {
  /** Of the digest, in node:crypto's words. */
  readonly hash: string;
  /** How node:crypto makes and checks the signature (RFC 7518 section 3). */
  readonly options: Omit<SignKeyObjectInput, 'key'> | undefined;
  /** How WebCrypto makes a key and a certificate. */
  readonly key: Readonly<Record<string, unknown>> & { readonly name: string; readonly hash: string };
}

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

/** Those that we sign with. HS256 is not among them: it would give every API the key to make tokens for itself. */
export const signingAlgorithms = {
  RS256: { hash: 'sha256', options: undefined, key: rsa },
  RS512: { hash: 'sha512', options: undefined, key: rsa },
  // RFC 7518 section 3.5: the salt is as long as the digest.
  PS256: { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, key: rsa },
  ES256: {
    hash: 'sha256',
    options: { dsaEncoding: 'ieee-p1363' },
    key: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  },
} as const satisfies Record<string, Algorithm>;

export type SigningAlgorithm = keyof typeof signingAlgorithms;

/** The key as node:crypto wants it: bare where there are no options, which saves ten microseconds a call. */
export function keyFor(algorithm: SigningAlgorithm, key: KeyObject): KeyObject | SignKeyObjectInput {
  const { options } = signingAlgorithms[algorithm];
  return options === undefined ? key : { ...options, key };
}

/** What a setting comes to: RS256 where it names nothing, or something that we do not sign with. */
export function toSigningAlgorithm(setting: string | undefined): SigningAlgorithm {
  return setting !== undefined && Object.hasOwn(signingAlgorithms, setting) ? (setting as SigningAlgorithm) : 'RS256';
}
