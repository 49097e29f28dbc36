import type { LogoutInitiator } from '../contract/index.ts';
import { queueLogouts } from '../events/index.ts';
import { type Db, endSessions as endSessionRecords, type WhichSessions } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/**
 * Ends sessions, and has the applications told that they signed their user in to. Runs in a transaction.
 * @returns how many there were
 */
export async function endSessions(
  tenant: Tenant,
  db: Db,
  which: WhichSessions,
  initiator: LogoutInitiator,
): Promise<number> {
  const { count, applications } = await endSessionRecords(db, which);
  await queueLogouts(tenant, db, applications, initiator);
  return count;
}
