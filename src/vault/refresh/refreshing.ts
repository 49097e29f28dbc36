import { createTurns, type Turns } from '../../base/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import type { RefreshOutcome } from './outcome.ts';
import { type Pace, systemPace, within } from './pace.ts';
import { createVersionWatch, type VersionWatch } from './version-watch.ts';

/** Refreshes of one connection at once in this process: below the sockets that the egress opens to one IdP. */
const atOnce = 200;
/** Milliseconds at the end of the process: together what those who stop servers usually allow. */
const longestFlight = 8_000;
const longestStoring = 6_000;

/** What this process knows of the refreshes that are under way. */
export interface Refreshing {
  readonly pace: Pace;
  /** What readers wait for, by identity. */
  readonly flights: Map<string, Promise<RefreshOutcome>>;
  /** Watches for refreshes of other nodes. */
  readonly versions: VersionWatch;
  /** Turns at an IdP, by connection: a refresh that waits for a socket would wait with its lease running. */
  readonly turns: Turns;
  /** Those that hold a lease: what the IdP gives them must be stored before the process ends. */
  readonly holders: Set<Promise<unknown>>;
  readonly stopping: AbortSignal;
  /**
   * Waits for the readers that are still served, but not for ever; then begins no more refreshes, lets readers go that
   * wait for other nodes, and waits until what IdPs have answered is stored.
   */
  stop(served: Promise<unknown>): Promise<void>;
}

export function createRefreshing(tenant: Pick<Tenant, 'store' | 'clock'>, pace: Pace = systemPace): Refreshing {
  const stopping = new AbortController();
  const holders = new Set<Promise<unknown>>();
  return {
    pace,
    flights: new Map(),
    versions: createVersionWatch(tenant, pace, stopping.signal),
    turns: createTurns(atOnce),
    holders,
    stopping: stopping.signal,
    async stop(served) {
      await within(pace, served, longestFlight, undefined);
      stopping.abort();
      await within<unknown>(pace, Promise.allSettled(holders), longestStoring, undefined);
    },
  };
}
