import { sign } from 'node:crypto';
import { keyFor, type SigningKey, signingAlgorithms } from '../../tenant/index.ts';

/** `typ` of what we sign: access tokens of RFC 9068 and logout tokens say what they are, the rest says what Auth0's say. */
export type JwtType = 'JWT' | 'at+jwt' | 'logout+jwt';

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The header is the same for every token of a key and type. */
const headers: Readonly<Record<JwtType, WeakMap<SigningKey, string>>> = {
  JWT: new WeakMap(),
  'at+jwt': new WeakMap(),
  'logout+jwt': new WeakMap(),
};

function headerOf(key: SigningKey, typ: JwtType): string {
  let header = headers[typ].get(key);
  if (header === undefined) {
    header = encode({ alg: key.algorithm, typ, kid: key.kid });
    headers[typ].set(key, header);
  }
  return header;
}

/** Signs claims as a compact JWS (RFC 7515 section 3.1), synchronously: a quarter of a millisecond with RSA 2048. */
export function signJwt(key: SigningKey, claims: Readonly<Record<string, unknown>>, typ: JwtType = 'JWT'): string {
  const input = `${headerOf(key, typ)}.${encode(claims)}`;
  const { hash } = signingAlgorithms[key.algorithm];
  const signature = sign(hash, Buffer.from(input), keyFor(key.algorithm, key.privateKey));
  return `${input}.${signature.toString('base64url')}`;
}
