import { ValetkeyError } from '../../base/index.ts';
import type { PublicKeyCredential } from '../../contract/index.ts';
import type { ClientCredentialRecord } from '../../storage/index.ts';
import type { Tenant } from '../tenant.ts';
import { readPublicKey } from './public-key.ts';

/** A key in `client_authentication_methods`: one that is here, one that is brought, or one that an export names. */
export type NamedKey =
  | { readonly id: string }
  | PublicKeyCredential
  | { readonly name: string; readonly credential_type: string };

/** What has to be done so that a client has these keys, before anything is written. */
export interface KeyPlan {
  /** Of the credentials that let the client in, as settings keep them. */
  readonly credentials: readonly { readonly id: string }[];
  readonly added: readonly ClientCredentialRecord[];
  /** Keys that are there, with another end. */
  readonly changed: readonly ClientCredentialRecord[];
  /** Names of keys that nobody has brought. */
  readonly missing: readonly string[];
}

/** @throws {ValetkeyError} `invalid_body` for what is no key */
export function toCredential(tenant: Tenant, clientId: string, given: PublicKeyCredential): ClientCredentialRecord {
  const { pem, thumbprint, certificateEnds } = readPublicKey(given.pem);
  const now = tenant.clock.now();
  const stated = given.expires_at === undefined ? null : Date.parse(given.expires_at);
  return {
    credentialId: `cred_${tenant.ids.alphanumeric(22)}`,
    clientId,
    kid: given.kid ?? thumbprint,
    name: given.name ?? null,
    algorithm: given.alg ?? 'RS256',
    publicKey: pem,
    createdAt: now,
    updatedAt: now,
    expiresAt: stated ?? (given.parse_expiry_from_cert ? (certificateEnds ?? null) : null),
  };
}

/** @throws {ValetkeyError} `invalid_body` for an id that is not there and for what is no key; `credential_conflict` */
export function planKeys(
  tenant: Tenant,
  clientId: string,
  stored: readonly ClientCredentialRecord[],
  named: readonly NamedKey[],
): KeyPlan {
  const credentials: { id: string }[] = [];
  const added: ClientCredentialRecord[] = [];
  const changed: ClientCredentialRecord[] = [];
  const missing: string[] = [];
  for (const one of named) {
    if ('id' in one) {
      if (!stored.some(({ credentialId }) => credentialId === one.id)) {
        throw new ValetkeyError('invalid_body', { description: `The credential ${one.id} does not exist.` });
      }
      credentials.push({ id: one.id });
    } else if ('pem' in one) {
      const wanted = toCredential(tenant, clientId, one);
      const found = [...stored, ...added].find(({ kid }) => kid === wanted.kid);
      if (found && (found.publicKey !== wanted.publicKey || found.algorithm !== wanted.algorithm)) {
        throw new ValetkeyError('credential_conflict');
      }
      if (!found) added.push(wanted);
      else if (found.expiresAt !== wanted.expiresAt) changed.push({ ...found, expiresAt: wanted.expiresAt });
      credentials.push({ id: (found ?? wanted).credentialId });
    } else {
      const found = stored.find(({ name }) => name === one.name);
      if (found) credentials.push({ id: found.credentialId });
      else missing.push(one.name);
    }
  }
  return { credentials, added, changed, missing };
}
