import { createHash, createHmac, randomUUID } from 'node:crypto';
import { base64url, exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Behaviour, type Json, overlay } from './behaviour.ts';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly pair: GenerateKeyPairResult;
  readonly jwk: JWK;
}

async function createKey(alg: string): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  return { kid, alg, pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

/** The IdP's keys, one an algorithm. */
export interface Signer {
  jwks(): { keys: JWK[] };
  sign(claims: Json, how: Behaviour['idToken']): Promise<string>;
  /** New keys under new ids; the old ones leave the JWKS. */
  rotate(): Promise<void>;
}

function encode(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}

export async function createSigner(algorithms: readonly string[]): Promise<Signer> {
  let keys = await Promise.all(algorithms.map(createKey));

  return {
    jwks: () => ({ keys: keys.map((key) => key.jwk) }),
    async sign(claims, how) {
      const payload = overlay(claims, how.claims ?? {});
      const first = keys[0]!;
      const alg = how.alg ?? first.alg;
      if (alg.toLowerCase() === 'none') return `${encode({ alg, ...how.header })}.${encode(payload)}.`;
      if (alg.startsWith('HS')) {
        // The classic confusion: the public key, which everybody has, taken as the shared secret.
        const input = `${encode({ alg, kid: first.kid, ...how.header })}.${encode(payload)}`;
        const mac = createHmac(`sha${alg.slice(2)}`, await exportSPKI(first.pair.publicKey));
        return `${input}.${mac.update(input).digest('base64url')}`;
      }
      const key = how.unknownKey ? await createKey(alg) : keys.find((candidate) => candidate.alg === alg);
      if (!key) throw new Error(`this IdP has no ${alg} key: name it in options.algorithms`);
      const header = { alg: key.alg, kid: key.kid, typ: 'JWT', ...how.header };
      return new SignJWT(payload).setProtectedHeader(header).sign(key.pair.privateKey);
    },
    async rotate() {
      keys = await Promise.all(algorithms.map(createKey));
    },
  };
}

/** `at_hash` of OpenID Connect Core section 3.1.3.6. */
export function accessTokenHash(accessToken: string, alg: string): string {
  const digest = createHash(`sha${alg.match(/\d{3}$/)?.[0] ?? '256'}`)
    .update(accessToken)
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
