import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds after which whatever asked for the server's first answer has it. */
const delay = 1_000;

/**
 * Gives back what loading the program left behind, some 25 MB: V8 would keep it until memory runs short. Stops the
 * process for 40 to 70 ms, once.
 */
export function returnMemoryOfStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as NodeJS.GCFunction;
    setFlagsFromString('--no-expose-gc');
    void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, delay).unref();
}
