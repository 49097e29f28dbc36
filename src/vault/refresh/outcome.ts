import type { IdpTokenRecord } from '../../storage/index.ts';

/**
 * What came of wanting a fresh token: the record to read from now, and whether it is what was wanted.
 * `unavailable`: the IdP cannot be asked right now; the stored token may still live.
 */
export interface RefreshOutcome {
  readonly record: IdpTokenRecord;
  readonly result: 'fresh' | 'unavailable' | 'needs_reauthorization';
}
