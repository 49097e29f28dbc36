import { url } from 'node:inspector';
import { CommandFailure, exitCodes } from '../failure.ts';
import { nodeOptions } from '../settings.ts';

/** Switches with which Node shows its memory, or what is in it, to whoever asks. */
const revealing = /^--(?:inspect|debug|heapsnapshot-signal|heapsnapshot-near-heap-limit|heap-prof)/;

/**
 * V-18: a debugger, or a snapshot of the heap, shows every key and token that passes.
 * @throws {CommandFailure} when this process was started with one
 */
export function refuseInspection(): void {
  const found = [...process.execArgv, ...nodeOptions()].find((option) => revealing.test(option));
  if (found !== undefined || url() !== undefined) {
    throw new CommandFailure(
      `${found ?? 'a debugger'} would show keys and tokens to whoever connects; leave it out, or say VALETKEY_ALLOW_INSPECT=on`,
      exitCodes.usage,
    );
  }
  // Node opens its debugger at this signal unless somebody listens for it.
  process.on('SIGUSR1', () => {});
}
