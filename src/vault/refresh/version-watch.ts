import { listRefreshStates, type RefreshState } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import type { Pace } from './pace.ts';

/** Milliseconds between two looks: what a waiter loses at most after another node is done. */
const interval = 40;
/** Grants that one query asks for. */
const batchSize = 1_000;

/** Waits for what other nodes do to grants; one query serves all that wait in this process. */
export interface VersionWatch {
  /**
   * Resolves when the grant has another version or nobody refreshes it any more; at the latest after `limit` ms, or
   * when the process is about to end.
   */
  change(identityId: string, version: number, limit: number): Promise<void>;
}

interface Waiter {
  readonly identityId: string;
  readonly version: number;
  readonly end: AbortController;
}

export function createVersionWatch(
  { store, clock }: Pick<Tenant, 'store' | 'clock'>,
  pace: Pace,
  stopping: AbortSignal,
): VersionWatch {
  const waiters = new Set<Waiter>();
  let looking = false;

  function isOver(waiter: Waiter, states: Map<string, RefreshState>): boolean {
    const state = states.get(waiter.identityId);
    return state === undefined || state.version !== waiter.version || !state.leased;
  }

  async function lookAt(some: readonly Waiter[]): Promise<void> {
    const identityIds = [...new Set(some.map((waiter) => waiter.identityId))];
    // The database may be away for a moment; whoever waits too long finds out by the limit.
    const states = await listRefreshStates(store.db, identityIds, clock.now()).catch(() => undefined);
    for (const waiter of states ? some : []) if (isOver(waiter, states!)) waiter.end.abort();
  }

  async function look(): Promise<void> {
    looking = true;
    while (waiters.size > 0) {
      await pace.wait(interval);
      // Those that come while the database answers wait for the next look: the answer may be older than what they know.
      const asked = [...waiters];
      for (let at = 0; at < asked.length; at += batchSize) await lookAt(asked.slice(at, at + batchSize));
    }
    looking = false;
  }

  return {
    async change(identityId, version, limit) {
      const waiter = { identityId, version, end: new AbortController() };
      waiters.add(waiter);
      if (!looking) void look();
      // The limit runs by itself: a query that never comes back must not hold anybody.
      await pace.wait(limit, AbortSignal.any([waiter.end.signal, stopping]));
      waiters.delete(waiter);
    },
  };
}
