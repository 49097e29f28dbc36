import { setTimeout as wait } from 'node:timers/promises';

/** Waits after each batch as long as it takes to stay at `rate` records a second; infinite goes as fast as it can. */
export function createPace(rate: number): (records: number) => Promise<void> {
  let due = performance.now();
  return async (records) => {
    due += (records / rate) * 1000;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    // Time that was lost is not made up for with a burst.
    else due = performance.now();
  };
}
