import { openWithDataKey, unwrapDataKey } from '../../base/index.ts';
import type { IdpTokenRecord } from '../../storage/index.ts';
import { type GrantOwner, type TokenKind, tokenContext } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { fingerprintToken } from './fingerprint.ts';

/**
 * The record with the fingerprints of its tokens. Records from before there were any have none; those alone are opened
 * for it, until the next refresh or sign-in writes them anew.
 */
export function noteFingerprints({ tenant }: Vault, owner: GrantOwner, record: IdpTokenRecord): IdpTokenRecord {
  const { accessToken, refreshToken, accessFingerprint, refreshFingerprint, version, binding } = record;
  const complete =
    (accessToken === null || accessFingerprint !== null) && (refreshToken === null || refreshFingerprint !== null);
  if (complete) return record;
  const key = unwrapDataKey(tenant.keyring, tokenContext(owner, 'data-key', version), record.wrappedKey);
  const compute = (kind: TokenKind, sealed: Uint8Array | null) =>
    sealed && fingerprintToken(tenant.hash, openWithDataKey(key, tokenContext(owner, kind, version, binding), sealed));
  return {
    ...record,
    accessFingerprint: accessFingerprint ?? compute('access_token', accessToken),
    refreshFingerprint: refreshFingerprint ?? compute('refresh_token', refreshToken),
  };
}
