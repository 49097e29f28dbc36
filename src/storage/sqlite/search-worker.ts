// Runs in a thread of its own: node:sqlite stops the thread that asks, and a search may take long.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SearchAnswer, SearchTask } from './search-thread.ts';

const database = new DatabaseSync(String(workerData), { readOnly: true, timeout: 1_000 });
database.exec('pragma cache_size = -32000');

let deadline = 0;
const outOfTime = new Error('out of time');
/** Stands in the conditions of a search, so that it is asked for every row. */
database.function('in_time', { deterministic: false }, () => {
  if (performance.now() > deadline) throw outOfTime;
  return 1;
});

function run({ sql, parameters, milliseconds }: SearchTask): Omit<SearchAnswer, 'id'> {
  const started = performance.now();
  deadline = started + milliseconds;
  try {
    const rows = database.prepare(sql).all(...parameters);
    return { rows, spent: performance.now() - started };
  } catch (error) {
    if (error === outOfTime) return { failure: 'out_of_time' };
    return { failure: error instanceof Error ? error.message : 'unknown' };
  }
}

parentPort?.on('message', (task: SearchTask) => {
  parentPort?.postMessage({ id: task.id, ...run(task) } satisfies SearchAnswer);
});
