import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds that a writer waits for another process before it gives up. */
const patience = 5_000;

/** SQLITE_BUSY and its extended codes. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

/**
 * Does the step, again and again while another process holds the file. SQLite's own waiting would stop this whole
 * process meanwhile, and with it a second store on the same file, for whose commit it waits.
 */
export async function whenFree<T>(step: () => T): Promise<T> {
  const until = performance.now() + patience;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
    // Most commits take a millisecond. Uneven, so that two who wait do not keep step.
    await wait(1 + Math.random() * Math.min(attempt, 9));
  }
}
