import { isDatabaseAway } from '../../storage/index.ts';
import type { Pace } from './pace.ts';

/** Milliseconds. */
export interface Stubbornness {
  /** For a database that is away. */
  readonly whileAway: number;
  /** For whatever else goes wrong. */
  readonly otherwise: number;
}

/** For what an IdP answered: it exists nowhere else, so it is held for as long as it takes to bring a database back. */
export const untilStored: Stubbornness = { whileAway: 10 * 60_000, otherwise: 30_000 };
/** For what can be found out again. */
export const forAMoment: Stubbornness = { whileAway: 3_000, otherwise: 0 };

const pause = 100;

/** Does the write again and again until it succeeds; the last failure is thrown when patience ends. */
export async function storeStubbornly<T>(pace: Pace, patience: Stubbornness, write: () => Promise<T>): Promise<T> {
  // Counted from the first failure: the process may have slept before it came here.
  let began: number | undefined;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      began ??= pace.now();
      const allowed = isDatabaseAway(error) ? patience.whileAway : patience.otherwise;
      if (pace.now() - began >= allowed) throw error;
      await pace.wait(pause);
    }
  }
}
