import { type Keyring, openWithDataKey, Secret, unwrapDataKey } from '../base/index.ts';
import type { IdpTokenRecord } from '../storage/index.ts';
import type { TokenReadProof } from './scope-proof.ts';
import { type GrantOwner, type TokenKind, tokenContext } from './token-context.ts';

export interface RevealedTokens {
  readonly accessToken: Secret | undefined;
  readonly refreshToken: Secret | undefined;
  /** Seconds: what is left, or what the IdP said at first for those who want it as stored. */
  readonly expiresIn: number | undefined;
  /** Why there is no access token though there is a grant. */
  readonly problem?: TokenProblem;
}

export interface TokenProblem {
  readonly state: 'needs_reauthorization' | 'unavailable';
  readonly reason: string;
}

/**
 * Opens the tokens of one grant for a caller who may have them.
 * @throws {ValetkeyError} `sealed_value_damaged` when the record was changed, moved or belongs to another owner.
 */
export function revealTokens(
  keyring: Keyring,
  { limits }: TokenReadProof,
  owner: GrantOwner,
  record: IdpTokenRecord,
): RevealedTokens {
  const key = unwrapDataKey(keyring, tokenContext(owner, 'data-key', record.version), record.wrappedKey);
  const opened = (kind: TokenKind, sealed: Uint8Array | null) =>
    sealed === null
      ? undefined
      : new Secret(openWithDataKey(key, tokenContext(owner, kind, record.version, record.binding), sealed));
  return {
    accessToken: opened('access_token', record.accessToken),
    // Not even opened for whoever may not have it (V-21).
    refreshToken: limits.refreshTokens ? opened('refresh_token', record.refreshToken) : undefined,
    expiresIn: record.expiresIn ?? undefined,
  };
}
