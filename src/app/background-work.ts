/** Work that is done again and again, one round after another. */
export interface BackgroundWork {
  /** A whole round, after the one that is under way; resolves when it is over, also if it failed. */
  run(): Promise<void>;
  /** A round soon, because there is something to do. */
  wake(): void;
  /** No more rounds; the one under way is told to stop, and waited for. */
  end(): Promise<void>;
}

export interface BackgroundWorkOptions {
  /** Milliseconds between two rounds. */
  readonly interval: number;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds after which a wish is heard: what made the wish is committed by then, and what follows joins in. */
const soon = 50;

export function startBackgroundWork(
  work: (signal: AbortSignal) => Promise<unknown>,
  { interval, onError }: BackgroundWorkOptions,
): BackgroundWork {
  const stop = new AbortController();
  let last: Promise<void> = Promise.resolve();
  let queued = 0;
  let woken: NodeJS.Timeout | undefined;

  function run(): Promise<void> {
    queued += 1;
    last = last
      .then(async () => {
        if (!stop.signal.aborted) await work(stop.signal);
      })
      .catch((error: unknown) => {
        // A database that is closed, a call that was cut off: no news while the process ends.
        if (!stop.signal.aborted) onError(error);
      })
      .finally(() => {
        queued -= 1;
      });
    return last;
  }

  const timer = setInterval(() => {
    if (queued === 0) void run();
  }, interval);
  timer.unref();
  return {
    run,
    wake() {
      if (woken !== undefined || stop.signal.aborted) return;
      woken = setTimeout(() => {
        woken = undefined;
        void run();
      }, soon);
      woken.unref();
    },
    async end() {
      stop.abort();
      clearInterval(timer);
      clearTimeout(woken);
      await last;
    },
  };
}
