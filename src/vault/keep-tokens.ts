import {
  createDataKey,
  type Keyring,
  openWithDataKey,
  sealWithDataKey,
  unwrapDataKey,
  ValetkeyError,
  wrappingKeyId,
} from '../base/index.ts';
import type { IdpTokens } from '../idp-client/index.ts';
import { type Db, findIdpTokens, type IdpTokenRecord, saveIdpTokens } from '../storage/index.ts';
import { type GrantOwner, type TokenKind, tokenContext } from './token-context.ts';

export interface TokensToKeep {
  readonly identityId: string;
  readonly owner: GrantOwner;
  readonly tokens: IdpTokens;
  readonly scopesRequested: readonly string[];
  /** Auth0's switches of a connection: kinds that must not be stored. */
  readonly withhold?: { readonly accessToken?: boolean; readonly refreshToken?: boolean; readonly expiry?: boolean };
}

/** What an IdP leaves out when it renews a grant stays as it was: Google gives a refresh token on first consent only. */
function carryOver(keyring: Keyring, owner: GrantOwner, kept: IdpTokenRecord | undefined): string | undefined {
  if (!kept?.refreshToken) return undefined;
  try {
    const key = unwrapDataKey(keyring, tokenContext(owner, 'data-key', kept.version), kept.wrappedKey);
    return openWithDataKey(key, tokenContext(owner, 'refresh_token', kept.version), kept.refreshToken);
  } catch (error) {
    // A damaged record is lost either way; its user must be able to sign in and replace it. A key that is not loaded
    // may come back, so that record is not touched.
    if (error instanceof ValetkeyError && error.code === 'sealed_value_damaged') return undefined;
    throw error;
  }
}

/**
 * Seals the tokens of a sign-in or a refresh and writes them as the next version, under a fresh data key.
 * @throws {WriteConflict} when somebody else wrote in between; run in `Store.transaction`, which does it again.
 */
export async function keepTokens(keyring: Keyring, db: Db, grant: TokensToKeep): Promise<void> {
  const { identityId, owner, tokens, withhold = {} } = grant;
  const kept = await findIdpTokens(db, identityId);
  const refreshToken = withhold.refreshToken ? undefined : (tokens.refreshToken ?? carryOver(keyring, owner, kept));
  const version = (kept?.version ?? 0) + 1;
  const { key, wrapped } = createDataKey(keyring, tokenContext(owner, 'data-key', version));
  const sealed = (kind: TokenKind, text: string | undefined) =>
    text === undefined ? null : sealWithDataKey(key, tokenContext(owner, kind, version), text);
  const expiresIn = withhold.expiry ? undefined : tokens.expiresIn;
  await saveIdpTokens(db, {
    identityId,
    keyId: wrappingKeyId(wrapped),
    wrappedKey: wrapped,
    accessToken: sealed('access_token', withhold.accessToken ? undefined : tokens.accessToken),
    refreshToken: sealed('refresh_token', refreshToken),
    idToken: sealed('id_token', tokens.idToken),
    tokenType: tokens.tokenType,
    expiresIn: expiresIn ?? null,
    expiresAt: expiresIn === undefined ? null : tokens.receivedAt + expiresIn * 1000,
    scopesRequested: [...grant.scopesRequested],
    // RFC 6749 section 5.1: an answer without scope means that all was granted.
    scopesGranted: [...(tokens.scopesGranted ?? grant.scopesRequested)],
    version,
    obtainedAt: tokens.receivedAt,
  });
  key.fill(0);
}
