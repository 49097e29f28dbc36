import { ValetkeyError } from '../base/index.ts';
import type { OauthServer } from './oauth-server.ts';

/** Where failures are counted: of clients at the token endpoints, and of tokens at what they open. */
export type FailurePlace = 'clients' | 'userinfo' | 'management';

/** Answers that are a step on the way, which the next request takes. */
const steps: ReadonlySet<string> = new Set([
  'use_dpop_nonce',
  'dpop_nonce_needed',
  'consent_required',
  'too_many_requests',
]);

/**
 * Does what a credential is shown for, and counts it for the address when that fails: whoever guesses has so many tries,
 * and whoever merely sends nonsense makes so many entries in the tenant log. Above the limit a failure is answered with
 * the refusal in its place. Who shows a credential that is one is never refused for what others behind the same address do.
 */
export async function countFailures<T>(
  { limits }: Pick<OauthServer, 'limits'>,
  place: FailurePlace,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof ValetkeyError) || failure.status >= 500 || steps.has(failure.code)) throw failure;
    await limits.countFailure(place).catch((refusal: unknown) => {
      // A database that is away is no reason to answer otherwise.
      if (refusal instanceof ValetkeyError && refusal.code === 'too_many_requests') throw refusal;
    });
    throw failure;
  }
}
