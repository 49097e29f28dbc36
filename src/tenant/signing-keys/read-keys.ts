import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { open, ValetkeyError } from '../../base/index.ts';
import { insertSigningKey, listSigningKeys, type SigningKeyRecord } from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { signingKeyContext } from '../sealed-contexts.ts';
import type { Tenant } from '../tenant.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { makeSigningKey } from './make-key.ts';

/** A key that signs our tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
}

/** A public key as /.well-known/jwks.json shows it (RFC 7517). */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kid: string; readonly alg: SigningAlgorithm };

/**
 * Milliseconds that a key is published before it signs, when there is another one: as long as a verifier may keep what
 * it fetched (AS-46). A key that waited as the next one signs from the moment it is current.
 */
export const publicationLead = 10 * 60_000;

interface Candidate {
  readonly key: SigningKey;
  /** Milliseconds since 1970. */
  readonly readyAt: number;
}

function openKey(tenant: Tenant, { kid, algorithm, privateSealed }: SigningKeyRecord): SigningKey {
  const secret = Buffer.from(open(tenant.keyring, signingKeyContext(tenant, kid), privateSealed), 'base64');
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  return { kid, algorithm: algorithm as SigningAlgorithm, privateKey };
}

/** Those that may sign, the newest first; no older one than the first that is ready. */
function toCandidates(tenant: Tenant, records: readonly SigningKeyRecord[]): Candidate[] {
  const now = tenant.clock.now();
  const newestFirst = records
    .filter(({ state, revokedAt }) => state !== 'next' && revokedAt === null)
    .sort((a, b) => b.currentSince! - a.currentSince!);
  const firstReady = newestFirst.findIndex(({ createdAt }) => createdAt + publicationLead <= now);
  const wanted = firstReady === -1 ? newestFirst : newestFirst.slice(0, firstReady + 1);
  return wanted.map((record) => ({ key: openKey(tenant, record), readyAt: record.createdAt + publicationLead }));
}

function findCandidates(tenant: Tenant, algorithm: SigningAlgorithm): Promise<Candidate[]> {
  return tenant.configuration.read(`signing-keys:${algorithm}`, async () => {
    const records = await listSigningKeys(tenant.store.db);
    return toCandidates(
      tenant,
      records.filter((record) => record.algorithm === algorithm),
    );
  });
}

/** Makes the current and the next key of an algorithm, unless they are there. */
export async function makeFirstKeys(tenant: Tenant, algorithm: SigningAlgorithm): Promise<void> {
  const made = await Promise.all([
    makeSigningKey(tenant, algorithm, 'current'),
    makeSigningKey(tenant, algorithm, 'next'),
  ]);
  await changeConfiguration(tenant, async (db) => {
    // Another node may have been faster.
    if ((await listSigningKeys(db)).some((key) => key.algorithm === algorithm && key.state === 'current')) return;
    for (const key of made) await insertSigningKey(db, key);
  });
}

/** Keys of an algorithm are made when it is first used. Not to be called in a transaction. */
export async function ensureSigningKeys(tenant: Tenant, algorithm: SigningAlgorithm): Promise<void> {
  if ((await findCandidates(tenant, algorithm)).length === 0) await makeFirstKeys(tenant, algorithm);
}

/**
 * The key that signs now. It makes none, so that it can be called in a transaction: `ensureSigningKeys` comes before.
 * @throws {ValetkeyError} `temporarily_unavailable` while the first key of an algorithm is made
 */
export async function readSigningKey(tenant: Tenant, algorithm: SigningAlgorithm = 'RS256'): Promise<SigningKey> {
  const candidates = await findCandidates(tenant, algorithm);
  const now = tenant.clock.now();
  const { key } = candidates.find(({ readyAt }) => readyAt <= now) ?? candidates.at(-1) ?? {};
  if (key) return key;
  ensureSigningKeys(tenant, algorithm).catch(() => {
    // Whoever asks again makes another attempt, and sees it fail.
  });
  throw new ValetkeyError('temporarily_unavailable', { retryAfter: 1, detail: `no ${algorithm} key yet` });
}

/** Every key that may have signed a living token, and those that will sign next. */
export async function readPublicKeys(tenant: Tenant): Promise<readonly PublicJwk[]> {
  return tenant.configuration.read('public-keys', async () =>
    (await listSigningKeys(tenant.store.db))
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ kid, algorithm, publicJwk, certificate }) => {
        const der = new X509Certificate(certificate).raw;
        return {
          kty: 'RSA',
          use: 'sig',
          ...publicJwk,
          kid,
          x5t: createHash('sha1').update(der).digest('base64url'),
          x5c: [der.toString('base64')],
          alg: algorithm as SigningAlgorithm,
        };
      }),
  );
}
