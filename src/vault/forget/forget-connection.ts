import {
  completeForgetting,
  keepForgottenConnection,
  listConnectionsToForget,
  listIdentitiesWithGrant,
  purgeErasedBytes,
  WriteConflict,
} from '../../storage/index.ts';
import type { Vault } from '../vault.ts';
import { forgetGrants } from './forget-grants.ts';

/** Grants in one transaction: sign-ins of others do not wait long. */
const batchSize = 100;

/** How many were erased, and whether there may be more: also when others kept coming in between. */
async function forgetBatch(vault: Vault, connectionId: string): Promise<{ erased: number; more: boolean }> {
  try {
    return await vault.tenant.store.transaction(async (db) => {
      const identityIds = await listIdentitiesWithGrant(db, connectionId, batchSize);
      const erased = await forgetGrants(vault, db, identityIds, 'connection_deleted');
      return { erased, more: identityIds.length > 0 };
    });
  } catch (error) {
    if (error instanceof WriteConflict) return { erased: 0, more: true };
    throw error;
  }
}

/**
 * Gives up every grant that was made through a connection which is being deleted, in batches, and keeps a sealed copy
 * of its settings for as long as grants of it are to be taken back. Call it while the connection still exists, and
 * delete the connection afterwards or in between; what a crash leaves is finished by `resumeForgetting`.
 * @returns how many grants were erased
 */
export async function forgetConnection(vault: Vault, connectionId: string): Promise<number> {
  const { store, clock } = vault.tenant;
  await keepForgottenConnection(store.db, connectionId, clock.now());
  let erased = 0;
  for (let more = true; more; ) {
    const batch = await forgetBatch(vault, connectionId);
    more = batch.more;
    erased += batch.erased;
  }
  await completeForgetting(store.db, connectionId, clock.now());
  await purgeErasedBytes(store.db);
  return erased;
}

/** Goes on where a process died that was forgetting a connection. */
export async function resumeForgetting(vault: Vault): Promise<void> {
  for (const connectionId of await listConnectionsToForget(vault.tenant.store.db)) {
    await forgetConnection(vault, connectionId);
  }
}
