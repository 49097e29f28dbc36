import {
  listTokenReadChains,
  listTokenReads,
  moveChainStart,
  removeTokenReadSlots,
  removeTokenReads,
  removeTokenSightings,
} from '../../storage/index.ts';
import { readSettings, type Tenant } from '../../tenant/index.ts';
import { trimSealOf } from './chain.ts';
import { firstLogId } from './log-id.ts';
import { notedFor } from './notes.ts';
import { startWalk } from './walk.ts';

const defaultDays = 365;
/** Days that entries are kept whatever the tenant's settings say, unless the environment says less. */
export const leastDays = 30;
const day = 86_400_000;
/** Entries of one transaction. */
const portion = 1_000;

/** @returns how many were removed */
async function trimPortion({ store, hash }: Tenant, until: string): Promise<number> {
  return store.transaction(async (db) => {
    const reads = await listTokenReads(db, { until }, { limit: portion });
    const chains = await listTokenReadChains(db);
    const walk = startWalk(hash, chains);
    for (const read of reads) {
      const problem = walk.step(read);
      // Evidence stays: where entries were tampered with, nothing from there on is removed.
      if (problem) throw new Error(`not trimmed: entry ${problem.entry} of node ${problem.node} was ${problem.what}`);
    }
    for (const chain of chains) {
      const { sequence, mac } = walk.endOf(chain.node)!;
      if (sequence === chain.trimmedSequence) continue;
      const after = { ...chain, trimmedSequence: sequence, trimmedMac: mac };
      await moveChainStart(db, chain, { ...after, trimSeal: trimSealOf(hash, after) });
    }
    const last = reads.at(-1);
    if (last) await removeTokenReads(db, last.logId);
    return reads.length;
  });
}

/**
 * Removes entries older than the tenant's `idp_tokens.read_log_days`, never those younger than `atLeast`: who may change
 * settings, or took over somebody who may, is not to remove what they did. Where each chain begins from then on is written
 * down in the same commit, so that the rest can still be verified.
 * @throws {Error} when what is to be removed was tampered with
 */
export async function trimReadLog(tenant: Tenant, atLeast = leastDays): Promise<number> {
  const { read_log_days: days = defaultDays } = (await readSettings(tenant)).idp_tokens ?? {};
  const oldest = tenant.clock.now() - Math.max(days, atLeast) * day;
  const until = firstLogId(oldest);
  let removed = 0;
  for (;;) {
    const portionRemoved = await trimPortion(tenant, until);
    removed += portionRemoved;
    if (portionRemoved < portion) break;
  }
  await removeTokenReadSlots(tenant.store.db, until);
  // A token that is still read was noted again since.
  await removeTokenSightings(tenant.store.db, firstLogId(oldest - 2 * notedFor));
  return removed;
}
