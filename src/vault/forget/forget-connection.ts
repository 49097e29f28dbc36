import {
  completeForgetting,
  keepForgottenConnection,
  listConnectionsToForget,
  listIdentitiesWithGrant,
  purgeErasedBytes,
} from '../../storage/index.ts';
import type { Vault } from '../vault.ts';
import { forgetGrants } from './forget-grants.ts';

/** Grants in one transaction: sign-ins of others do not wait long. */
const batchSize = 100;

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
  for (;;) {
    const count = await store.transaction(async (db) => {
      const identityIds = await listIdentitiesWithGrant(db, connectionId, batchSize);
      await forgetGrants(vault, db, identityIds, 'connection_deleted');
      return identityIds.length;
    });
    if (count === 0) break;
    erased += count;
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
