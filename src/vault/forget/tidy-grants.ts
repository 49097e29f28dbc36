import {
  listDeadGrants,
  purgeErasedBytes,
  removeForgottenConnections,
  removeRevocations,
} from '../../storage/index.ts';
import { readSettings } from '../../tenant/index.ts';
import type { Vault } from '../vault.ts';
import { resumeForgetting } from './forget-connection.ts';
import { revokeGrants } from './forget-grants.ts';

const day = 86_400_000;
/** How long one can see how a revocation went. */
const shownFor = 30 * day;
const batchSize = 100;
/** Batches in one round: the rest waits for the next, and the database for nobody. */
const mostBatches = 50;

/**
 * V-20: erases the tokens of grants that only their user could bring back and did not, for as long as the tenant's
 * `idp_tokens.erase_dead_after_days` says (30).
 * @returns how many
 */
export async function eraseDeadGrants(vault: Vault): Promise<number> {
  const { store, clock } = vault.tenant;
  const { erase_dead_after_days, as_auth0 } = (await readSettings(vault.tenant)).idp_tokens ?? {};
  // Auth0 keeps dead tokens for ever, and some want just that.
  const days = erase_dead_after_days ?? (as_auth0 ? undefined : 30);
  if (days === undefined) return 0;
  const before = clock.now() - days * day;
  let erased = 0;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const count = await store.transaction(async (db) => {
      const identityIds = await listDeadGrants(db, before, batchSize);
      await revokeGrants(vault, db, identityIds, 'erased');
      return identityIds.length;
    });
    erased += count;
    if (count < batchSize) break;
  }
  if (erased > 0) await purgeErasedBytes(store.db);
  return erased;
}

/** What is to be done about grants every few minutes, by any node. */
export async function tidyGrants(vault: Vault): Promise<void> {
  const { store, clock } = vault.tenant;
  await resumeForgetting(vault);
  await eraseDeadGrants(vault);
  await removeRevocations(store.db, clock.now() - shownFor);
  await removeForgottenConnections(store.db);
}
