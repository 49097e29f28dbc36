import { openWithDataKey, unwrapDataKey } from '../../base/index.ts';
import { findProvider, type Revocation } from '../../providers/index.ts';
import type { IdpTokenRecord } from '../../storage/index.ts';
import { type GrantOwner, tokenContext } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import type { RevocationTokens } from './queue-revocation.ts';

/** How grants of this strategy are taken back, as far as is known without asking the IdP. */
export function wayOf(strategy: string): Revocation['way'] {
  return findProvider(strategy)?.revocation?.way ?? 'rfc7009';
}

/** The kinds that the way needs; none when nothing lives that could be taken back. */
function choose(record: IdpTokenRecord, way: Revocation['way'], now: number) {
  const lives = record.accessToken !== null && (record.expiresAt === null || record.expiresAt > now);
  const renewable = record.refreshToken !== null;
  if (way === 'rfc7009') return { refreshToken: renewable, accessToken: !renewable && lives };
  // The IdP's own ways want an access token; one that may die in the queue needs the means to be renewed.
  return { refreshToken: renewable && (!lives || record.expiresAt !== null), accessToken: lives };
}

export type TakenTokens =
  | { readonly outcome: 'taken'; readonly tokens: RevocationTokens }
  | { readonly outcome: 'nothing-lives' | 'unreadable' };

/** Opens what the revocation of this grant needs, and nothing else. */
export function takeTokens(
  { tenant }: Vault,
  owner: GrantOwner,
  record: IdpTokenRecord,
  way: Revocation['way'],
): TakenTokens {
  const wanted = choose(record, way, tenant.clock.now());
  if (!wanted.refreshToken && !wanted.accessToken) return { outcome: 'nothing-lives' };
  const { version, binding } = record;
  try {
    const key = unwrapDataKey(tenant.keyring, tokenContext(owner, 'data-key', version), record.wrappedKey);
    const open = (kind: 'access_token' | 'refresh_token', sealed: Uint8Array | null) =>
      openWithDataKey(key, tokenContext(owner, kind, version, binding), sealed!);
    return {
      outcome: 'taken',
      tokens: {
        ...(wanted.refreshToken && { refreshToken: open('refresh_token', record.refreshToken) }),
        ...(wanted.accessToken && { accessToken: open('access_token', record.accessToken) }),
        ...(wanted.accessToken && record.expiresAt !== null && { accessTokenExpiresAt: record.expiresAt }),
      },
    };
  } catch {
    // Damaged, or under a key that is not loaded: who wants to be forgotten is forgotten all the same.
    return { outcome: 'unreadable' };
  }
}
