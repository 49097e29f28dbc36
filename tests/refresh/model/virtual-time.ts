import type { Pace } from '../../../src/vault/refresh/pace.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Time that goes on only when it is told to; between two timers everything that can happen happens. */
export interface VirtualTime {
  readonly now: () => number;
  /** A pace that stands still for ever once `isAlive` says no: what waits in a process that was killed. */
  paceOf(isAlive: () => boolean): Pace;
  advance(milliseconds: number): Promise<void>;
}

/** Lets everything run that waits for nothing but its turn: SQLite answers at once, so a few rounds are enough. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createVirtualTime(): VirtualTime {
  let now = 0;
  let order = 0;
  const timers = new Set<Timer>();

  function findNext(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.due > until) continue;
      if (!next || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer;
    }
    return next;
  }

  return {
    now: () => now,
    paceOf: (isAlive) => ({
      now: () => now,
      wait: (milliseconds, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          order += 1;
          const timer = { due: now + milliseconds, order, fire: () => isAlive() && resolve() };
          timers.add(timer);
          signal?.addEventListener('abort', () => timers.delete(timer) && timer.fire(), { once: true });
        }),
    }),
    async advance(milliseconds) {
      await settle();
      const until = now + milliseconds;
      for (let timer = findNext(until); timer; timer = findNext(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.due);
        timer.fire();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}
