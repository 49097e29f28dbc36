import { type IdpTokenRecord, listGrantsOf } from '../../storage/index.ts';
import { type GrantOwner, ownerOf } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { findObstacle } from './keep-fresh.ts';
import type { RefreshOutcome } from './outcome.ts';
import { refreshGrant } from './refresh-grant.ts';

/**
 * Refreshes a grant whatever the age of its token, for somebody who wants to see whether it works. Where another node
 * does so at this moment, its result counts: the refresh token is shown once.
 */
export async function refreshNow(
  vault: Vault,
  { owner, record }: { readonly owner: GrantOwner; readonly record: IdpTokenRecord },
): Promise<RefreshOutcome> {
  const found = await findObstacle(vault, { owner, record });
  if (found.result !== undefined) return { record, owner, result: found.result };
  const outcome = await refreshGrant(vault, { owner, connection: found.connection, record });
  if (outcome) return outcome;
  const [current] = await listGrantsOf(vault.tenant.store.db, [record.identityId]);
  if (!current) return { record, owner, result: 'unavailable' };
  const isNew = current.tokens.version !== record.version;
  return {
    record: current.tokens,
    owner: ownerOf(vault.tenant.id, current.identity),
    result: isNew ? 'fresh' : 'unavailable',
  };
}
