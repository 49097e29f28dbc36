import { createHash, createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { open, seal } from '../base/index.ts';
import { insertSigningKey, listSigningKeys, type SigningKeyRecord } from '../storage/index.ts';
import { signingKeyContext } from './sealed-contexts.ts';
import type { Tenant } from './tenant.ts';

/** A key that signs our tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: 'RS256';
  readonly privateKey: KeyObject;
}

/** A public key as /.well-known/jwks.json shows it (RFC 7517). */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kid: string };

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};
const tenYears = 10 * 365 * 24 * 3600 * 1000;

async function generate(tenant: Tenant, state: 'current' | 'next'): Promise<SigningKeyRecord> {
  // Loaded here because it is needed once in the life of a key and costs time at every start otherwise.
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const now = tenant.clock.now();
  const keys = (await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${new URL(tenant.issuer).hostname}`,
    notBefore: new Date(now),
    notAfter: new Date(now + tenYears),
    signingAlgorithm: rsa,
    keys: keys as never,
  });
  // 21 characters of A-Z a-z 0-9 - _, as Auth0's key ids have.
  const kid = tenant.ids.token().slice(0, 21);
  const { kty, n, e } = await webcrypto.subtle.exportKey('jwk', keys.publicKey);
  const secret = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    kid,
    algorithm: 'RS256',
    state,
    publicJwk: { kty, n, e },
    certificate: certificate.toString('pem'),
    privateSealed: seal(tenant.keyring, signingKeyContext(tenant, kid), secret),
    createdAt: now,
    currentSince: state === 'current' ? now : null,
  };
}

/** Makes the current and the next key of a new tenant; the next one is published before it is first used. */
export async function ensureSigningKeys(tenant: Tenant): Promise<void> {
  if ((await listSigningKeys(tenant.store.db)).length > 0) return;
  const made = await Promise.all([generate(tenant, 'current'), generate(tenant, 'next')]);
  await tenant.store.transaction(async (db) => {
    // Another node may have been faster.
    if ((await listSigningKeys(db)).length > 0) return;
    for (const key of made) await insertSigningKey(db, key);
  });
}

export async function readSigningKey(tenant: Tenant): Promise<SigningKey> {
  return tenant.configuration.read('signing-key', async () => {
    const key = (await listSigningKeys(tenant.store.db)).find(({ state }) => state === 'current');
    if (!key) throw new Error('there is no current signing key');
    const secret = Buffer.from(open(tenant.keyring, signingKeyContext(tenant, key.kid), key.privateSealed), 'base64');
    const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
    return { kid: key.kid, algorithm: 'RS256' as const, privateKey };
  });
}

/** Every key that may have signed a living token, and the one that will sign next. */
export async function readPublicKeys(tenant: Tenant): Promise<readonly PublicJwk[]> {
  return tenant.configuration.read('public-keys', async () =>
    (await listSigningKeys(tenant.store.db)).map(({ kid, algorithm, publicJwk, certificate }) => {
      const der = new X509Certificate(certificate).raw;
      return {
        kty: 'RSA',
        use: 'sig',
        ...publicJwk,
        kid,
        x5t: createHash('sha1').update(der).digest('base64url'),
        x5c: [der.toString('base64')],
        alg: algorithm,
      };
    }),
  );
}
