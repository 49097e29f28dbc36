import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BoundedRead, createBudget, OutOfTime } from '../bounded-read.ts';
import { encodeParameter, type SqliteValue } from './encode-parameter.ts';

export interface SearchTask {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
  readonly milliseconds: number;
}

export interface SearchAnswer {
  readonly id: number;
  readonly rows?: readonly unknown[];
  /** Milliseconds. */
  readonly spent?: number;
  readonly failure?: string;
}

/** Queries that may wait for the one that runs: more would wait longer than anybody does. */
const longestQueue = 64;

export interface SearchThread {
  read(milliseconds: number): BoundedRead;
  close(): Promise<void>;
}

/** A second thread with a connection of its own, started by the first search; the main thread never waits for it. */
export function createSearchThread(path: string): SearchThread {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<SearchAnswer>>();

  function fail(error: Error): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    // The build puts it beside this code, too, under the same name.
    const ending = extname(import.meta.url);
    const started = new Worker(new URL(`./search-worker${ending}`, import.meta.url), { workerData: path });
    started.unref();
    started.on('message', (answer: SearchAnswer) => {
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', fail);
    started.on('exit', () => {
      if (worker === started) fail(new OutOfTime('the search thread has ended'));
    });
    return started;
  }

  async function ask(task: Omit<SearchTask, 'id'>): Promise<SearchAnswer> {
    if (waiting.size >= longestQueue) throw new OutOfTime('too many searches are waiting');
    worker ??= start();
    lastId += 1;
    const answer = Promise.withResolvers<SearchAnswer>();
    waiting.set(lastId, answer);
    worker.ref();
    worker.postMessage({ id: lastId, ...task } satisfies SearchTask);
    return answer.promise;
  }

  return {
    read(milliseconds) {
      const budget = createBudget(milliseconds);
      return async <R>(query: Parameters<BoundedRead>[0]) => {
        const { sql, parameters } = query.compile();
        const answer = await ask({ sql, parameters: parameters.map(encodeParameter), milliseconds: budget.left() });
        if (answer.failure === 'out_of_time') throw new OutOfTime('the search took too long');
        if (answer.failure !== undefined) throw new Error(`a search failed: ${answer.failure}`);
        budget.spend(answer.spent ?? 0);
        return (answer.rows ?? []) as R[];
      };
    },
    async close() {
      await worker?.terminate();
    },
  };
}
