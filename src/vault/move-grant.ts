import {
  createDataKey,
  openWithDataKey,
  sealWithDataKey,
  unwrapDataKey,
  ValetkeyError,
  wrappingKeyId,
} from '../base/index.ts';
import { type Db, type IdpTokenRecord, listGrantsOf, saveIdpTokens } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { type GrantOwner, ownerOf, type TokenKind, tokenContext } from './token-context.ts';

interface MovedTokens {
  readonly wrappedKey: Uint8Array;
  readonly accessToken: Uint8Array | null;
  readonly refreshToken: Uint8Array | null;
  readonly idToken: Uint8Array | null;
}

function sealFor({ keyring }: Tenant, record: IdpTokenRecord, from: GrantOwner, to: GrantOwner): MovedTokens {
  const { version, binding } = record;
  const opened = unwrapDataKey(keyring, tokenContext(from, 'data-key', version), record.wrappedKey);
  const { key, wrapped } = createDataKey(keyring, tokenContext(to, 'data-key', version + 1));
  const move = (kind: TokenKind, sealed: Uint8Array | null) =>
    sealed &&
    sealWithDataKey(
      key,
      tokenContext(to, kind, version + 1, binding),
      openWithDataKey(opened, tokenContext(from, kind, version, binding), sealed),
    );
  return {
    wrappedKey: wrapped,
    accessToken: move('access_token', record.accessToken),
    refreshToken: move('refresh_token', record.refreshToken),
    idToken: move('id_token', record.idToken),
  };
}

/**
 * Seals the grant of an identity anew for the user that the identity goes to, as its next version: whoever writes for
 * the old owner comes too late. Health, scopes and a refresh under way stay with it. Runs in the caller's transaction,
 * before the identity moves.
 * @throws {ValetkeyError} `key_unknown` when its key is not loaded: moved as it is, it would never open again
 * @throws {WriteConflict} when it was written meanwhile; run in `Store.transaction`, which does it again.
 */
export async function moveGrant(tenant: Tenant, db: Db, identityId: string, userId: string): Promise<void> {
  const [grant] = await listGrantsOf(db, [identityId]);
  if (!grant) return;
  const { tokens: record, identity } = grant;
  const from = ownerOf(tenant.id, identity);
  try {
    const moved = sealFor(tenant, record, from, { ...from, userId });
    const version = record.version + 1;
    await saveIdpTokens(db, { ...record, ...moved, keyId: wrappingKeyId(moved.wrappedKey), version });
  } catch (error) {
    // A damaged record opens for nobody, wherever it stands.
    if (error instanceof ValetkeyError && error.code === 'sealed_value_damaged') return;
    throw error;
  }
}
