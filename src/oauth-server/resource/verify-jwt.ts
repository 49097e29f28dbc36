import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { epochSeconds, ValetkeyError } from '../../base/index.ts';
import {
  keyFor,
  type PublicJwk,
  readPublicKeys,
  type SigningAlgorithm,
  signingAlgorithms,
  type Tenant,
} from '../../tenant/index.ts';
import { decodeJson, splitJwt } from '../jwt-parts.ts';
import { createTokenMemory, type TokenMemory } from './token-memory.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Key objects of the published keys: made once, because making one costs as much as a verification. */
interface PublicKey {
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

const keyObjects = new WeakMap<readonly PublicJwk[], Map<string, PublicKey>>();

function toPublicKey(jwk: PublicJwk): PublicKey {
  return { algorithm: jwk.alg, key: createPublicKey({ key: jwk as never, format: 'jwk' }) };
}

function keysById(published: readonly PublicJwk[]): Map<string, PublicKey> {
  let keys = keyObjects.get(published);
  if (!keys) {
    keys = new Map(published.map((jwk) => [jwk.kid, toPublicKey(jwk)]));
    keyObjects.set(published, keys);
  }
  return keys;
}

/** What was verified, by the token's text; the signature of a text does not change, its expiry is looked at each time. */
interface Verified {
  readonly claims: Claims;
  readonly keys: Map<string, PublicKey>;
}

/** Some tens of megabytes at most: tokens of ours may be long, and whoever gets many of them must not fill the memory. */
const limits = { tokens: 10_000, characters: 16_000_000 };
const verified = new WeakMap<Tenant, TokenMemory<Verified>>();

function cacheOf(tenant: Tenant): TokenMemory<Verified> {
  let cache = verified.get(tenant);
  if (!cache) {
    cache = createTokenMemory(limits);
    verified.set(tenant, cache);
  }
  return cache;
}

function verifySignature(token: string, keys: Map<string, PublicKey>): Claims {
  const parts = splitJwt(token);
  const header = parts && decodeJson(parts.head);
  const claims = parts && decodeJson(parts.body);
  if (!parts || !header || !claims) throw new ValetkeyError('invalid_token');
  // RFC 8725 section 3.1: the algorithm is the key's, not the token's to say. `kid` is a name to look up, nothing more.
  const found = typeof header.kid === 'string' ? keys.get(header.kid) : undefined;
  if (!found || header.alg !== found.algorithm) throw new ValetkeyError('invalid_signature');
  const { hash } = signingAlgorithms[found.algorithm];
  const bytes = Buffer.from(parts.signature, 'base64url');
  // One token has one spelling: what is revoked or looked up by its text must not come back in another.
  const ok =
    bytes.toString('base64url') === parts.signature &&
    verify(hash, parts.signed, keyFor(found.algorithm, found.key), bytes);
  if (!ok) throw new ValetkeyError('invalid_signature');
  return claims;
}

/** Claims of anything that our keys signed, of any age and for any audience. */
export async function verifyOwnSignature(tenant: Tenant, token: string): Promise<Claims> {
  const keys = keysById(await readPublicKeys(tenant));
  const cache = cacheOf(tenant);
  const known = cache.find(token);
  // A changed key set makes every verdict new.
  if (known && known.keys === keys) return known.claims;
  const claims = verifySignature(token, keys);
  cache.remember(token, { claims, keys });
  return claims;
}

/**
 * Claims of a token that we signed, for this audience and alive.
 * @throws {ValetkeyError} `invalid_token`, `invalid_signature`, `expired_token` or `bad_audience`.
 */
export async function verifyOwnJwt(tenant: Tenant, token: string, audience: string): Promise<Claims> {
  const claims = await verifyOwnSignature(tenant, token);
  if (claims.iss !== tenant.issuer) throw new ValetkeyError('invalid_token');
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(audience)) {
    const shown = audiences.filter((one) => typeof one === 'string').join(', ');
    throw new ValetkeyError('bad_audience', { description: `Bad audience: ${shown.slice(0, 300)}` });
  }
  if (typeof claims.exp !== 'number' || claims.exp <= epochSeconds(tenant.clock)) {
    throw new ValetkeyError('expired_token');
  }
  return claims;
}
