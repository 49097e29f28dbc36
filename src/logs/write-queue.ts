/** Entries that wait to be written, together with others and without anybody waiting for it. */
export interface WriteQueue<T> {
  add(entry: T): void;
  /** Resolves when what was added before is written, or could not be. */
  flush(): Promise<void>;
  /** Writes what waits, for as long as that works, and takes nothing more. */
  end(): Promise<void>;
  /** Entries that wait, and entries that were dropped so far. */
  readonly counts: { readonly waiting: number; readonly dropped: number };
}

export interface WriteQueueOptions<T> {
  /** Writes these or none of them. */
  readonly write: (entries: readonly T[]) => Promise<void>;
  /** True for a failure that may pass: the entries wait then. Any other is given one more try, and dropped. */
  readonly passes: (error: unknown) => boolean;
  readonly onTrouble: (trouble: { error: unknown; waiting: number; dropped: number }) => void;
  /** Entries that may wait: what comes when that many do is dropped, and counted. */
  readonly capacity: number;
}

/** Milliseconds that an entry waits for company, and that a failure waits for the next try. */
const gathering = 200;
const pause = 1_000;
/** Rows of one statement; others hold a smaller power of two, so that few statements are ever prepared. */
const mostRows = 256;

export function createWriteQueue<T>({ write, passes, onTrouble, capacity }: WriteQueueOptions<T>): WriteQueue<T> {
  const queue: T[] = [];
  let dropped = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;

  function drop(count: number): void {
    queue.splice(0, count);
    dropped += count;
  }

  /** @returns false when it failed, and what was not written still waits */
  async function writeAll(): Promise<boolean> {
    let failures = 0;
    while (queue.length > 0) {
      const size = Math.min(mostRows, 2 ** Math.floor(Math.log2(queue.length)));
      try {
        await write(queue.slice(0, size));
        queue.splice(0, size);
        failures = 0;
      } catch (error) {
        failures += 1;
        const waits = passes(error);
        if (!waits && failures > 1) drop(size);
        if (waits || failures > 1) onTrouble({ error, waiting: queue.length, dropped });
        if (waits) return false;
      }
    }
    return true;
  }

  function writeOnce(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  function schedule(delay: number): void {
    if (timer !== undefined || ended) return;
    timer = setTimeout(() => {
      timer = undefined;
      void writeOnce().then((whole) => {
        if (queue.length > 0) schedule(whole ? gathering : pause);
      });
    }, delay);
    timer.unref();
  }

  /** A writing that is under way may have begun before the last entry came. */
  async function flush(): Promise<void> {
    if (writing) await writing;
    if (queue.length > 0 && !(await writeOnce())) schedule(pause);
  }

  return {
    add(entry) {
      if (ended || queue.length >= capacity) {
        dropped += 1;
        return;
      }
      queue.push(entry);
      schedule(gathering);
    },
    flush,
    async end() {
      ended = true;
      await flush();
      clearTimeout(timer);
      if (queue.length > 0) drop(queue.length);
    },
    get counts() {
      return { waiting: queue.length, dropped };
    },
  };
}
