import { vi } from 'vitest';

/** Runs something so many seconds later, for everything in this process; the clock goes back afterwards. */
export async function later<T>(seconds: number, run: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  try {
    return await run();
  } finally {
    vi.useRealTimers();
  }
}
