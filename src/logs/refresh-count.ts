import { addRefreshCount } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

const dayLength = 86_400_000;

/** Refreshes by day and connection, counted here and added to what all nodes counted now and then. */
export interface RefreshCount {
  add(connectionId: string, succeeded: boolean): void;
  /** Adds what was counted; what could not be saved is kept for the next time. */
  save(): Promise<void>;
}

export function createRefreshCount({ store, clock }: Tenant): RefreshCount {
  const counts = new Map<string, { day: number; connectionId: string; succeeded: number; failed: number }>();
  function count(connectionId: string, day: number, succeeded: number, failed: number): void {
    const key = `${day} ${connectionId}`;
    const before = counts.get(key) ?? { succeeded: 0, failed: 0 };
    const sum = { succeeded: before.succeeded + succeeded, failed: before.failed + failed };
    counts.set(key, { day, connectionId, ...sum });
  }
  return {
    add: (connectionId, succeeded) =>
      count(connectionId, Math.floor(clock.now() / dayLength), succeeded ? 1 : 0, succeeded ? 0 : 1),
    async save() {
      for (const [key, taken] of counts) {
        counts.delete(key);
        try {
          await addRefreshCount(store.db, taken);
        } catch (error) {
          count(taken.connectionId, taken.day, taken.succeeded, taken.failed);
          throw error;
        }
      }
    },
  };
}
