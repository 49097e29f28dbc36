import { ValetkeyError } from './errors.ts';

/** How much may be under way at once for each key; the rest waits, first come first served. */
export interface Turns {
  /** @throws {ValetkeyError} `temporarily_unavailable` when too many wait already */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

interface Place {
  busy: number;
  readonly waiting: (() => void)[];
}

/** @param mostWaiting for each key */
export function createTurns(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY): Turns {
  const places = new Map<string, Place>();

  function leave(key: string, place: Place): void {
    const next = place.waiting.shift();
    // The turn is handed over, so that nobody gets in between.
    if (next) next();
    else place.busy -= 1;
    if (place.busy === 0) places.delete(key);
  }

  return {
    async take(key, work) {
      const place = places.get(key) ?? { busy: 0, waiting: [] };
      places.set(key, place);
      if (place.busy < atOnce) place.busy += 1;
      else if (place.waiting.length < mostWaiting) await new Promise<void>((resolve) => place.waiting.push(resolve));
      else throw new ValetkeyError('temporarily_unavailable', { retryAfter: 2 });
      try {
        return await work();
      } finally {
        leave(key, place);
      }
    },
  };
}
