import { openWithDataKey, unwrapDataKey } from '../../base/index.ts';
import type { IdpTokenRecord, RefreshLease } from '../../storage/index.ts';
import type { Connection } from '../../tenant/index.ts';
import { type GrantOwner, tokenContext } from '../token-context.ts';
import type { Vault } from '../vault.ts';

/** The grant that is to be refreshed. */
export interface GrantToRefresh {
  readonly owner: GrantOwner;
  readonly connection: Connection;
  readonly record: IdpTokenRecord;
}

/** A grant that this process may refresh. */
export interface HeldGrant extends GrantToRefresh {
  readonly lease: RefreshLease;
}

/** What `releaseRefresh` and its like want to know. */
export function leaseEnd({ lease, record }: HeldGrant): { identityId: string; leaseNumber: number } {
  return { identityId: record.identityId, leaseNumber: lease.number };
}

export function openRefreshToken({ tenant }: Vault, owner: GrantOwner, record: IdpTokenRecord): string | undefined {
  const { refreshToken, wrappedKey, version, binding } = record;
  if (refreshToken === null) return undefined;
  const key = unwrapDataKey(tenant.keyring, tokenContext(owner, 'data-key', version), wrappedKey);
  return openWithDataKey(key, tokenContext(owner, 'refresh_token', version, binding), refreshToken);
}
