import { webcrypto } from 'node:crypto';
import { seal } from '../../base/index.ts';
import type { SigningKeyRecord } from '../../storage/index.ts';
import { signingKeyContext } from '../sealed-contexts.ts';
import type { Tenant } from '../tenant.ts';
import { type SigningAlgorithm, signingAlgorithms } from './algorithms.ts';

const tenYears = 10 * 365 * 24 * 3600 * 1000;
const publicMembers = ['kty', 'n', 'e', 'crv', 'x', 'y'];

/** Makes a key with its certificate; a tenth of a second with RSA, so never while somebody holds a transaction. */
export async function makeSigningKey(
  tenant: Tenant,
  algorithm: SigningAlgorithm,
  state: 'current' | 'next',
): Promise<SigningKeyRecord> {
  // Loaded here because it is needed once in the life of a key and costs time at every start otherwise.
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const now = tenant.clock.now();
  const { key } = signingAlgorithms[algorithm];
  const keys = (await webcrypto.subtle.generateKey(key, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${new URL(tenant.issuer).hostname}`,
    notBefore: new Date(now),
    notAfter: new Date(now + tenYears),
    signingAlgorithm: key,
    keys: keys as never,
  });
  // 21 characters of A-Z a-z 0-9 - _, as Auth0's key ids have.
  const kid = tenant.ids.token().slice(0, 21);
  const jwk = Object.entries(await webcrypto.subtle.exportKey('jwk', keys.publicKey));
  const secret = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    kid,
    algorithm,
    state,
    publicJwk: Object.fromEntries(jwk.filter(([name]) => publicMembers.includes(name))),
    certificate: certificate.toString('pem'),
    privateSealed: seal(tenant.keyring, signingKeyContext(tenant, kid), secret),
    createdAt: now,
    currentSince: state === 'current' ? now : null,
    currentUntil: null,
    revokedAt: null,
  };
}
