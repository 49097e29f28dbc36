import {
  type ClaimedRevocation,
  claimRevocations,
  hasDueRevocations,
  purgeErasedBytes,
  putOffRevocations,
} from '../../storage/index.ts';
import type { Vault } from '../vault.ts';
import { type AttemptEnd, attemptRevocation } from './attempt-revocation.ts';
import { resumeForgetting } from './forget-connection.ts';

/** Milliseconds: longer than discovery, a refresh and the revocation itself may take together (10 s each). */
const claimLength = 60_000;
/** Attempts at once: a user who is deleted must not wait behind one slow IdP, nor an IdP be flooded by a thousand. */
const atOnce = 8;
/** Milliseconds for which an IdP that did not answer well is left alone, if it does not ask for more. */
const pause = 60_000;

/** One IdP that hangs must not hold up those of the others, nor be asked a thousand times. */
async function spareUnwell({ tenant }: Vault, connectionId: string, result: AttemptEnd): Promise<void> {
  if (result.end !== 'again' || result.outcome !== 'idp_unreachable') return;
  const now = tenant.clock.now();
  const until = now + Math.max(pause, (result.retryAfter ?? 0) * 1000);
  await putOffRevocations(tenant.store.db, connectionId, { now, until });
}

async function attempt(vault: Vault, claimed: ClaimedRevocation): Promise<AttemptEnd> {
  const result = await attemptRevocation(vault, claimed);
  await spareUnwell(vault, claimed.record.connectionId, result);
  return result;
}

/**
 * Erases the grants of deleted connections, then attempts every revocation that is due, in this process; other nodes may do the same at the same time.
 * At least once: a node that dies between the IdP's answer and its note of it leaves the row to be attempted again,
 * which tells the IdP of a token that it does not know any more.
 * @param signal no more attempts are begun once it is aborted
 * @returns how each attempt ended
 * @throws what nobody expected of one of them, after all were attempted
 */
export async function runRevocations(vault: Vault, signal?: AbortSignal): Promise<AttemptEnd[]> {
  const { store, clock } = vault.tenant;
  const ends: AttemptEnd[] = [];
  await resumeForgetting(vault);
  while (!signal?.aborted && (await hasDueRevocations(store.db, clock.now()))) {
    const claimed = await claimRevocations(store.db, { now: clock.now(), length: claimLength, limit: atOnce });
    if (claimed.length === 0) break;
    const settled = await Promise.allSettled(claimed.map((one) => attempt(vault, one)));
    ends.push(...settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])));
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
  if (ends.length > 0) await purgeErasedBytes(store.db);
  for (const one of ends) if (one.end === 'again' && one.error !== undefined) throw one.error;
  return ends;
}
