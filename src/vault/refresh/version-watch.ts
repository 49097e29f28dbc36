import { listRefreshStates, type Store } from '../../storage/index.ts';

/** Milliseconds between two looks: what a waiter loses at most after another node is done. */
const interval = 40;

/** Waits for what other nodes do to grants; one query serves all that wait in this process. */
export interface VersionWatch {
  /** Resolves when the grant has another version or nobody refreshes it any more; at the latest after `limit` ms. */
  change(identityId: string, version: number, limit: number): Promise<void>;
}

interface Waiter {
  readonly identityId: string;
  readonly version: number;
  readonly until: number;
  readonly resolve: () => void;
}

export function createVersionWatch(store: Store): VersionWatch {
  let waiters: readonly Waiter[] = [];
  let looking = false;

  /** True when the waiter need not wait any more, by what the database said of those that were asked about. */
  function isOver(waiter: Waiter, asked: ReadonlySet<string>, states: Awaited<ReturnType<typeof listRefreshStates>>) {
    if (!asked.has(waiter.identityId)) return false;
    const state = states.get(waiter.identityId);
    return state === undefined || state.version !== waiter.version || !state.leased;
  }

  async function look(): Promise<void> {
    const asked = new Set(waiters.map((waiter) => waiter.identityId));
    // The database may be away for a moment; whoever waits too long finds out by the limit.
    const states = await listRefreshStates(store.db, [...asked]).catch(() => undefined);
    const now = performance.now();
    const [over, waiting] = [[], []] as [Waiter[], Waiter[]];
    for (const waiter of waiters) {
      (now >= waiter.until || (states && isOver(waiter, asked, states)) ? over : waiting).push(waiter);
    }
    waiters = waiting;
    for (const waiter of over) waiter.resolve();
    looking = waiters.length > 0;
    if (looking) setTimeout(look, interval);
  }

  return {
    change: (identityId, version, limit) =>
      new Promise((resolve) => {
        waiters = [...waiters, { identityId, version, until: performance.now() + limit, resolve }];
        if (!looking) setTimeout(look, interval);
        looking = true;
      }),
  };
}
