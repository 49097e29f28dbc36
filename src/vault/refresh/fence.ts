import { type Clock, ValetkeyError } from '../../base/index.ts';
import type { Pace } from './pace.ts';

/**
 * Keeps a holder whose lease may have gone to somebody else, because this process stood still meanwhile, from showing
 * a refresh token that may be spent: many IdPs end the whole grant when they see one twice.
 */
export interface Fence {
  /** True once somebody was stopped here. */
  readonly stopped: boolean;
  /** @throws {ValetkeyError} when too much time has passed. */
  pass(): void;
}

/** @param milliseconds from now */
export function createFence(pace: Pace, clock: Clock, milliseconds: number): Fence {
  const until = pace.now() + milliseconds;
  // Where the database takes its time from this process, a clock that was set on ends leases too.
  const wallUntil = clock.now() + milliseconds;
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    pass() {
      stopped ||= pace.now() > until || clock.now() > wallUntil;
      if (stopped)
        throw new ValetkeyError('temporarily_unavailable', { detail: 'the lease of the refresh is too old' });
    },
  };
}
