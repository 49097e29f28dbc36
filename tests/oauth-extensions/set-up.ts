import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Broker, m2m, oidcConnection, startBroker, tenantFile, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

/** A client that proves itself by a key; it has a secret from before, which is worth nothing. */
export const keyed = { id: 'keyed', secret: 'keyed-secret-MARKER-5d1e', callback: 'http://127.0.0.1:9/keyed' } as const;
/** An API whose tokens are of RFC 9068. */
export const profileApi = 'https://profile.example.com/';
export const esApi = 'https://es.example.com/';
export const psApi = 'https://ps.example.com/';
export const boundApi = 'https://bound.example.com/';

export interface RsaKey {
  readonly privateKey: KeyObject;
  readonly pem: string;
}

export function createRsaKey(): RsaKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

export interface Place {
  readonly idp: TestIdp;
  readonly broker: Broker;
  readonly key: RsaKey;
  close(): Promise<void>;
}

const indent = (text: string, by: number) => text.trim().replaceAll('\n', `\n${' '.repeat(by)}`);

/** The tenant of the other tests with a client that has a key, and APIs of every dialect and algorithm. */
export function tenantText(idp: TestIdp, key: RsaKey, more = ''): string {
  const grants = [profileApi, esApi, psApi, boundApi]
    .flatMap((audience) => [m2m.id, keyed.id].map((id) => ({ audience, id })))
    .map(({ audience, id }) => `\n  - client_id: ${id}\n    audience: ${audience}\n    scope: ['read:all']`)
    .join('');
  return tenantFile(oidcConnection('con1', idp, '[web, spa, other, keyed]'), '')
    .replace(
      '\nconnections:',
      `
  - name: keyed
    client_id: ${keyed.id}
    client_secret: ${keyed.secret}
    callbacks: ['${keyed.callback}']
    grant_types: [authorization_code, refresh_token, client_credentials]
    client_authentication_methods:
      private_key_jwt:
        credentials:
          - credential_type: public_key
            name: first
            kid: first-key-of-keyed
            pem: |
              ${indent(key.pem, 14)}
connections:`,
    )
    .replace(
      '\nresourceServers:',
      `
resourceServers:
  - name: Profile API
    identifier: ${profileApi}
    token_dialect: rfc9068_profile
    allow_offline_access: true
    scopes: [{ value: 'read:all' }]
  - name: ES API
    identifier: ${esApi}
    signing_alg: ES256
    token_dialect: rfc9068_profile_authz
    scopes: [{ value: 'read:all' }]
  - name: PS API
    identifier: ${psApi}
    signing_alg: PS256
    token_dialect: access_token_authz
    scopes: [{ value: 'read:all' }]
  - name: Bound API
    identifier: ${boundApi}
    proof_of_possession: { mechanism: dpop, required: true }
    scopes: [{ value: 'read:all' }]`,
    )
    .replace('\nclientGrants:', `\nclientGrants:${grants}`)
    .concat(more);
}

export async function startPlace(change: (text: string) => string = (text) => text): Promise<Place> {
  const idp = await startTestIdp();
  const key = createRsaKey();
  const broker = await startBroker({ tenant: change(tenantText(idp, key)) });
  return {
    idp,
    broker,
    key,
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface AssertionChange {
  readonly alg?: string;
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

/** A good client assertion, but for what is said. A claim that is undefined is left out. */
export function signAssertion(
  broker: Broker,
  key: { readonly privateKey: KeyObject | Uint8Array },
  { alg = 'RS256', header = {}, claims = {} }: AssertionChange = {},
): Promise<string> {
  const now = Math.floor(broker.clock.now() / 1000);
  const all = {
    iss: keyed.id,
    sub: keyed.id,
    aud: broker.issuer,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg, ...header }).sign(key.privateKey);
}

export async function assertionForm(assertion: string | Promise<string>): Promise<Record<string, string>> {
  return { client_assertion_type: assertionType, client_assertion: await assertion };
}

export interface ProofChange {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly accessToken?: string;
  /** Signs in the place of the key in the header. */
  readonly signer?: KeyObject;
}

/** A key in the hands of an application, and proofs of it. */
export function createProofKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const { crv, kty, x, y } = jwk;
  const jkt = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const prove = (broker: Broker, htm: string, path: string, change: ProofChange = {}): Promise<string> => {
    const { header = {}, claims = {}, accessToken, signer = privateKey } = change;
    const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url');
    const iat = Math.floor(broker.clock.now() / 1000);
    return new SignJWT({ jti: randomUUID(), htm, htu: broker.url + path, iat, ...(ath && { ath }), ...claims })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: jwk as never, ...header })
      .sign(signer);
  };
  return { jwk, jkt, privateKey, publicKey, prove };
}

export type ProofKey = ReturnType<typeof createProofKey>;

export const machineForm = (audience: string) => ({
  grant_type: 'client_credentials',
  client_id: m2m.id,
  client_secret: m2m.secret,
  audience,
});

export const authorizationForm = {
  client_id: web.id,
  client_secret: web.secret,
  redirect_uri: web.callback,
  response_type: 'code',
  scope: 'openid profile email',
  state: 'a state-MARKER-9c4b',
  nonce: 'a nonce-MARKER-77f0',
  connection: 'con1',
};
