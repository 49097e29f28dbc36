import { ValetkeyError } from '../../../base/index.ts';
import type { Parameters } from '../../parameters.ts';

const longestState = 2048;
const longestNonce = 512;

/** The state to give back: one that is too long is not given back at all. */
export function readState(parameters: Parameters): string | undefined {
  const state = parameters.get('state');
  return state !== undefined && Buffer.byteLength(state) <= longestState ? state : undefined;
}

export function checkState(parameters: Parameters): void {
  const state = parameters.get('state');
  if (state !== undefined && Buffer.byteLength(state) > longestState) {
    throw new ValetkeyError('invalid_request', { description: `state is longer than ${longestState} bytes` });
  }
  const nonce = parameters.get('nonce');
  if (nonce !== undefined && Buffer.byteLength(nonce) > longestNonce) {
    throw new ValetkeyError('invalid_request', { description: `nonce is longer than ${longestNonce} bytes` });
  }
}
