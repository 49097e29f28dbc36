/** How many may do something at once for each key; the others wait, first come first served. */
export interface Turns {
  /** Resolves when it is the caller's turn, who calls what it gets exactly once when done. */
  take(key: string): Promise<() => void>;
}

interface Place {
  busy: number;
  readonly waiting: (() => void)[];
}

export function createTurns(atOnce: number): Turns {
  const places = new Map<string, Place>();

  function leave(key: string, place: Place): void {
    const next = place.waiting.shift();
    // The turn is handed over, so that nobody gets in between.
    if (next) next();
    else place.busy -= 1;
    if (place.busy === 0) places.delete(key);
  }

  return {
    async take(key) {
      const place = places.get(key) ?? { busy: 0, waiting: [] };
      places.set(key, place);
      if (place.busy < atOnce) place.busy += 1;
      else await new Promise<void>((resolve) => place.waiting.push(resolve));
      return () => leave(key, place);
    },
  };
}
