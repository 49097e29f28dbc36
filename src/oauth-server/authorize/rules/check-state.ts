import { ValetkeyError } from '../../../base/index.ts';
import type { Parameters } from '../../parameters.ts';

const longestState = 2048;
/** Bytes. */
const limits = { state: longestState, nonce: 512 };

/**
 * Neither forms nor headers carry control characters as they are, and U+FFFD stands for bytes that were not UTF-8: what
 * cannot be given back unchanged is refused.
 */
const unfit = /[\p{Cc}\ufffd]/u;

/** The state to give back: one that is too long or unfit is not given back at all. */
export function readState(parameters: Parameters): string | undefined {
  const state = parameters.get('state');
  return state !== undefined && Buffer.byteLength(state) <= longestState && !unfit.test(state) ? state : undefined;
}

/** @throws {ValetkeyError} `invalid_request` for a state or nonce that could not come back byte for byte. */
export function checkState(parameters: Parameters): void {
  for (const [name, longest] of Object.entries(limits)) {
    const value = parameters.get(name) ?? '';
    if (Buffer.byteLength(value) > longest) {
      throw new ValetkeyError('invalid_request', { description: `${name} is longer than ${longest} bytes` });
    }
    if (unfit.test(value)) {
      throw new ValetkeyError('invalid_request', { description: `${name} must be UTF-8 without control characters` });
    }
  }
}
