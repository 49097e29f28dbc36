import { constants, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { epochSeconds, ValetkeyError } from '../../base/index.ts';
import { type CredentialAlgorithm, credentialAlgorithms } from '../../contract/index.ts';
import { spendId } from '../../storage/index.ts';
import { type Client, type ClientKey, findClient, listClientKeys, type Tenant } from '../../tenant/index.ts';
import { decodeJson, type JwtParts, splitJwt } from '../jwt-parts.ts';

/** Algorithms of client assertions, as Auth0 has them. */
export const assertionAlgorithms: readonly CredentialAlgorithm[] = credentialAlgorithms;
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds that an assertion may still have to live, and that clocks may differ. */
const longestLife = 300;
const clockSkew = 30;
const longestId = 256;
/** A JWT of another kind by the same key is no assertion (RFC 8725 section 3.11). */
const types: readonly unknown[] = [undefined, 'JWT', 'client-authentication+jwt'];

const signatures: Record<CredentialAlgorithm, { hash: string; options: Omit<VerifyKeyObjectInput, 'key'> }> = {
  RS256: { hash: 'sha256', options: {} },
  RS384: { hash: 'sha384', options: {} },
  PS256: { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
};

function refuse(why: string): never {
  throw new ValetkeyError('invalid_client', { description: `The client assertion is not valid: ${why}` });
}

function isSignedBy(keys: readonly ClientKey[], { alg, kid }: Record<string, unknown>, parts: JwtParts, now: number) {
  const signature = Buffer.from(parts.signature, 'base64url');
  // The algorithm is what was registered with the key, never the token's choice (RFC 8725 section 3.1).
  return keys.some(({ algorithm, key, kid: name, expiresAt }) => {
    if (algorithm !== alg || (kid !== undefined && kid !== name) || (expiresAt ?? now + 1) <= now) return false;
    const { hash, options } = signatures[algorithm];
    return verify(hash, parts.signed, { ...options, key }, signature);
  });
}

/**
 * The address of this server and nothing beside it: an assertion that several servers take can be carried from one to
 * the other (RFC 7523bis section 4, CL-18).
 */
function isForUs({ issuer }: Tenant, aud: unknown): boolean {
  return Array.isArray(aud) ? aud.length === 1 && aud[0] === issuer : aud === issuer;
}

function checkClaims(tenant: Tenant, clientId: string, claims: Record<string, unknown>): string {
  const { iss, sub, aud, exp, nbf, iat, jti } = claims;
  const now = epochSeconds(tenant.clock);
  if (iss !== clientId || sub !== clientId) refuse('iss and sub must both be the client_id');
  if (!isForUs(tenant, aud)) refuse(`aud must be ${tenant.issuer} alone`);
  if (typeof exp !== 'number' || exp <= now - clockSkew) refuse('it has expired, or has no exp');
  if (exp > now + longestLife + clockSkew) refuse(`exp must be at most ${longestLife} seconds ahead`);
  for (const time of [nbf, iat]) {
    if (time !== undefined && (typeof time !== 'number' || time > now + clockSkew)) refuse('it is not valid yet');
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) refuse('jti is missing or too long');
  return jti;
}

/**
 * The client that signed this assertion (RFC 7523 section 3). It is good for one request, whichever node gets it.
 * @throws {ValetkeyError} `invalid_client`
 */
export async function verifyClientAssertion(tenant: Tenant, assertion: string): Promise<Client> {
  const parts = splitJwt(assertion);
  const header = parts && decodeJson(parts.head);
  const claims = parts && decodeJson(parts.body);
  if (!parts || !header || !claims) refuse('it is not a JWT');
  if (!types.includes(header.typ) || header.crit !== undefined) refuse('it is of another type');
  const client = typeof claims.sub === 'string' ? await findClient(tenant, claims.sub) : undefined;
  const keys = client ? await listClientKeys(tenant, client) : [];
  // Of a client that is not there nothing else is said than of one whose key is another.
  if (!client || !isSignedBy(keys, header, parts, tenant.clock.now())) refuse('no key of this client signed it');
  const jti = checkClaims(tenant, client.clientId, claims);
  const used = tenant.hash('used-id', `assertion\0${client.clientId}\0${jti}`);
  const expiresAt = ((claims.exp as number) + 2 * clockSkew) * 1000;
  if (!(await spendId(tenant.store.db, used, expiresAt))) refuse('it was used before');
  return client;
}
