import type { IdpTokenRecord } from '../../storage/index.ts';
import type { GrantOwner } from '../token-context.ts';

/**
 * What came of wanting a fresh token: the record to read from now, and whether it is what was wanted.
 * `unavailable`: the IdP cannot be asked right now; the stored token may still live.
 */
export interface RefreshOutcome {
  readonly record: IdpTokenRecord;
  /** Whose the record is: its identity may have been linked to another user meanwhile. */
  readonly owner: GrantOwner;
  readonly result: 'fresh' | 'unavailable' | 'needs_reauthorization';
}
