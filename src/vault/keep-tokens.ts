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
import type { ConnectionOptions } from '../providers/index.ts';
import { type Db, findIdpTokens, type IdpTokenRecord, saveIdpTokens } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { fingerprintToken } from './read-log/fingerprint.ts';
import { isNarrower, unionOf } from './scope-sets.ts';
import { type GrantOwner, type TokenKind, tokenContext } from './token-context.ts';

export interface TokensToKeep {
  readonly identityId: string;
  readonly owner: GrantOwner;
  readonly tokens: IdpTokens;
  readonly scopesRequested: readonly string[];
  /** `bindingOf` the connection: a grant made with other settings is another grant. */
  readonly binding?: string;
  /** A refresh renews the grant that is kept; a sign-in, which is what is meant unless told, makes a new one. */
  readonly origin?: 'sign-in' | 'refresh';
  /** The tokens may be dead already: they are kept, and refreshed before anybody gets them. */
  readonly unproven?: boolean;
  /** Another has shown the refresh token that these came for: should they turn out dead, that was why. */
  readonly contested?: boolean;
  /** Auth0's switches of a connection: kinds that must not be stored. */
  readonly withhold?: { readonly accessToken?: boolean; readonly refreshToken?: boolean; readonly expiry?: boolean };
}

/** Kinds that a connection's options say are not to be stored. */
export function withheldBy({ ext_access_token, ext_refresh_token, ext_expires_in }: ConnectionOptions) {
  return {
    accessToken: ext_access_token === false,
    refreshToken: ext_refresh_token === false,
    expiry: ext_expires_in === false,
  };
}

interface CarriedOver {
  readonly refreshToken?: string | undefined;
  readonly idToken?: string | undefined;
}

function openKept(keyring: Keyring, owner: GrantOwner, kept: IdpTokenRecord, kinds: ReadonlySet<TokenKind>) {
  const key = unwrapDataKey(keyring, tokenContext(owner, 'data-key', kept.version), kept.wrappedKey);
  const open = (kind: TokenKind, sealed: Uint8Array | null) =>
    sealed && kinds.has(kind)
      ? openWithDataKey(key, tokenContext(owner, kind, kept.version, kept.binding), sealed)
      : undefined;
  return {
    refreshToken: open('refresh_token', kept.refreshToken),
    idToken: open('id_token', kept.idToken),
  };
}

function isRebound(grant: TokensToKeep, kept: IdpTokenRecord): boolean {
  return kept.binding !== null && grant.binding !== undefined && kept.binding !== grant.binding;
}

/**
 * What an IdP leaves out when it renews a grant stays as it was: some give a refresh token on first consent only,
 * and a refresh need not bring any but the access token (RFC 6749 section 6).
 */
function carryOver(keyring: Keyring, grant: TokensToKeep, kept: IdpTokenRecord | undefined): CarriedOver {
  const { owner, tokens, withhold = {}, origin } = grant;
  const kinds = new Set<TokenKind>();
  // What another client or server gave is worth nothing here, and is not to be sent there.
  if (kept && isRebound(grant, kept)) return {};
  if (kept?.refreshToken && tokens.refreshToken === undefined && !withhold.refreshToken) kinds.add('refresh_token');
  if (kept?.idToken && tokens.idToken === undefined && origin === 'refresh') kinds.add('id_token');
  if (!kept || kinds.size === 0) return {};
  try {
    return openKept(keyring, owner, kept, kinds);
  } catch (error) {
    // A damaged record is lost either way; its user must be able to sign in and replace it. A key that is not loaded
    // may come back, so that record is not touched.
    if (error instanceof ValetkeyError && error.code === 'sealed_value_damaged') return {};
    throw error;
  }
}

/** RFC 6749 sections 5.1 and 6: an answer without scope means all that was asked for, or all that there was. */
function grantedScopes(grant: TokensToKeep, kept: IdpTokenRecord | undefined): readonly string[] {
  const unsaid = grant.origin === 'refresh' ? kept?.scopesGranted : undefined;
  return grant.tokens.scopesGranted ?? unsaid ?? grant.scopesRequested;
}

/** A sign-in that may do less does not replace a living grant that may do more: backends depend on that one. */
function isWorthMore(kept: IdpTokenRecord, grant: TokensToKeep, granted: readonly string[]): boolean {
  // Of a grant whose last refresh was cut off nobody knows whether it lives.
  const lives = kept.health === 'ok' && !kept.interrupted && (kept.refreshToken !== null || kept.expiresAt === null);
  return (
    grant.origin !== 'refresh' && lives && !isRebound(grant, kept) && isNarrower(granted, kept.scopesGranted ?? [])
  );
}

/** Idleness ends when the refresh token is used, or replaced; a sign-in that brings none leaves it as idle as it was. */
function findIdleSince({ tokens, origin }: TokensToKeep, kept: IdpTokenRecord | undefined): number {
  if (tokens.refreshToken !== undefined || origin === 'refresh') return tokens.receivedAt;
  return kept?.idleSince ?? tokens.receivedAt;
}

/** Milliseconds since 1970. */
function findEnd({ tokens, unproven }: TokensToKeep, expiresIn: number | undefined): number | null {
  if (unproven) return tokens.receivedAt;
  return expiresIn === undefined ? null : tokens.receivedAt + expiresIn * 1000;
}

export interface KeptTokens {
  /** `wider-grant-kept`: nothing was written, because what is there may do more. */
  readonly outcome: 'stored' | 'wider-grant-kept';
  /** The grant had been broken, and works again. */
  readonly recovered: boolean;
}

/**
 * Seals the tokens of a sign-in or a refresh and writes them as the next version, under a fresh data key.
 * @throws {WriteConflict} when somebody else wrote in between; run in `Store.transaction`, which does it again.
 */
export async function keepTokens(
  { keyring, hash }: Pick<Tenant, 'keyring' | 'hash'>,
  db: Db,
  grant: TokensToKeep,
): Promise<KeptTokens> {
  const { identityId, owner, tokens, withhold = {}, origin = 'sign-in', unproven = false, contested = false } = grant;
  const kept = await findIdpTokens(db, identityId);
  const granted = grantedScopes(grant, kept);
  if (kept && isWorthMore(kept, grant, granted)) return { outcome: 'wider-grant-kept', recovered: false };
  const carried = carryOver(keyring, grant, kept);
  const accessToken = withhold.accessToken ? undefined : tokens.accessToken;
  const refreshToken = withhold.refreshToken ? undefined : (tokens.refreshToken ?? carried.refreshToken);
  const version = (kept?.version ?? 0) + 1;
  const binding = grant.binding ?? kept?.binding ?? null;
  const { key, wrapped } = createDataKey(keyring, tokenContext(owner, 'data-key', version));
  const sealed = (kind: TokenKind, text: string | undefined) =>
    text === undefined ? null : sealWithDataKey(key, tokenContext(owner, kind, version, binding), text);
  const expiresIn = withhold.expiry ? undefined : tokens.expiresIn;
  const asked =
    kept && kept.health !== 'revoked' && !isRebound(grant, kept)
      ? unionOf(kept.scopesRequested, grant.scopesRequested)
      : grant.scopesRequested;
  const recovered = kept !== undefined && kept.health !== 'ok';
  await saveIdpTokens(db, {
    identityId,
    keyId: wrappingKeyId(wrapped),
    wrappedKey: wrapped,
    accessToken: sealed('access_token', accessToken),
    refreshToken: sealed('refresh_token', refreshToken),
    idToken: sealed('id_token', tokens.idToken ?? carried.idToken),
    tokenType: tokens.tokenType,
    expiresIn: expiresIn ?? null,
    expiresAt: findEnd(grant, expiresIn),
    scopesRequested: [...asked],
    scopesGranted: [...granted],
    version,
    obtainedAt: tokens.receivedAt,
    binding,
    health: 'ok',
    healthReason: null,
    healthChangedAt: recovered ? tokens.receivedAt : (kept?.healthChangedAt ?? null),
    refreshedAt: origin === 'refresh' ? tokens.receivedAt : (kept?.refreshedAt ?? null),
    failures: 0,
    retryAt: null,
    // A refresh token that was carried over is as spent as it was.
    interrupted:
      unproven ||
      contested ||
      (tokens.refreshToken === undefined && origin === 'sign-in' && kept?.interrupted === true),
    accessFingerprint: fingerprintToken(hash, accessToken),
    refreshFingerprint: fingerprintToken(hash, refreshToken),
    connectionId: owner.connectionId,
    idleSince: refreshToken === undefined ? null : findIdleSince(grant, kept),
  });
  return { outcome: 'stored', recovered };
}
