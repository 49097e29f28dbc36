import { ValetkeyError } from '../../base/index.ts';

/** Runs so many pieces of work at a time and lets so many wait. */
export interface Turns {
  /** @throws {ValetkeyError} `temporarily_unavailable` when too many wait already */
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(atOnce: number, mostWaiting: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async take(work) {
      if (running >= atOnce) {
        if (waiting.length >= mostWaiting) throw new ValetkeyError('temporarily_unavailable', { retryAfter: 2 });
        // Whoever ends hands its place over, so that nobody gets in between.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
