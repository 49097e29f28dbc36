import { systemClock } from '../../../base/index.ts';
import { rotateKeys } from '../../../vault/index.ts';
import { CommandFailure } from '../../failure.ts';
import { printNote, printResult, printWarning } from '../../terminal/terminal.ts';
import { createPace } from './pace.ts';
import { withKeys } from './with-keys.ts';

/** Milliseconds between two lines of progress. */
const tellEvery = 2_000;
/** Lines about damaged values before the rest is only counted. */
const mostLines = 20;

/** Makes the newest key the one that seals, and wraps everything with it. */
export async function rotate({ rate }: { rate: number }): Promise<void> {
  await withKeys(async ({ store, keys }) => {
    const began = performance.now();
    let told = began;
    let total = 0;
    let done = 0;
    const { keyId, moved, damaged } = await rotateKeys({
      store,
      keys,
      clock: systemClock,
      pace: createPace(rate),
      onStart(start) {
        total = start.records;
        printNote(start.switched ? `key ${start.keyId} seals from now on` : `key ${start.keyId} seals already`);
        printNote(`${total} records are under other keys`);
      },
      onProgress(records) {
        done += records;
        const now = performance.now();
        if (now - told < tellEvery) return;
        told = now;
        printNote(`${done} of ${total}, ${Math.round((done / (now - began)) * 1000)} a second`);
      },
    });
    for (const { column, key } of damaged.slice(0, mostLines)) {
      printWarning(`damaged, and left as it is: ${column} of ${key}`);
    }
    printResult(`${moved} records moved to key ${keyId} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    if (damaged.length > 0) throw new CommandFailure(`${damaged.length} damaged values could not be moved`);
  });
}
