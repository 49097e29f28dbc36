import { listGrantsSeen } from '../../storage/index.ts';
import { revokeGrants } from '../forget/forget-grants.ts';
import type { Vault } from '../vault.ts';
import { toStoredFilter } from './list-reads.ts';

/** Grants of one transaction. */
const portion = 200;

export interface GrantsSeen {
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until?: number | undefined;
}

/**
 * Revokes the grants whose present tokens this client has read in that time. Where a refresh brought another token
 * since, what was read is not what the grant holds: it stays.
 * @returns how many were revoked
 */
export async function revokeGrantsSeen(vault: Vault, { clientId, since, until }: GrantsSeen): Promise<number> {
  const { store, clock } = vault.tenant;
  const filter = toStoredFilter({ clientId, since, until: until ?? clock.now() + 1 });
  let revoked = 0;
  for (;;) {
    const found = await store.transaction(async (db) => {
      const seen = await listGrantsSeen(db, filter, portion);
      await revokeGrants(vault, db, seen, 'read_log');
      return seen.length;
    });
    revoked += found;
    if (found < portion) return revoked;
  }
}
