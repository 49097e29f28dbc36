import { ValetkeyError } from '../base/index.ts';
import type { OauthServer } from './oauth-server.ts';

/** Where failures are counted: of clients at the token endpoints, and of tokens at what they open. */
export type GuessingPlace = 'clients' | 'userinfo' | 'management';

/** Failures that somebody who guesses makes. What is merely malformed guesses nothing. */
const guesses: ReadonlySet<string> = new Set([
  'wrong_credentials',
  'invalid_client',
  'invalid_grant',
  'refresh_token_reused',
  'invalid_token',
  'expired_token',
  'invalid_signature',
  'bad_audience',
]);

/**
 * Does what a credential is shown for, and counts it for the address when that is none. Above the limit a failure is
 * answered with the refusal in its place. Who shows a credential that is one is never refused for what others behind
 * the same address do.
 */
export async function countGuesses<T>(
  { limits }: Pick<OauthServer, 'limits'>,
  place: GuessingPlace,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof ValetkeyError) || !guesses.has(failure.code)) throw failure;
    await limits.countFailure(place).catch((refusal: unknown) => {
      // A database that is away is no reason to answer otherwise.
      if (refusal instanceof ValetkeyError && refusal.code === 'too_many_requests') throw refusal;
    });
    throw failure;
  }
}
