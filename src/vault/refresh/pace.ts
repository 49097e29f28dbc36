import { setTimeout as sleep } from 'node:timers/promises';

/** Waiting, and a time that nobody sets back: for how long something takes, not for when it was. */
export interface Pace {
  /** Milliseconds since some moment. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal says so. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemPace: Pace = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }).catch(() => undefined),
};

/** What `work` gives, or `late` when it takes longer; `work` goes on. */
export async function within<T>(pace: Pace, work: Promise<T>, milliseconds: number, late: T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, pace.wait(milliseconds, over.signal).then(() => late)]);
  } finally {
    over.abort();
  }
}
