import { type AttemptRule, addressKey, takeAttempt } from '../../limits/index.ts';
import type { Administration } from '../administration.ts';

const quarter = 15 * 60;
/** One person who mistypes; everybody behind one address; the whole world against one account. */
const here: AttemptRule = { name: 'account and address', attempts: 10, seconds: quarter };
const byAddress: AttemptRule = { name: 'address', attempts: 60, seconds: quarter };
const byAccount: AttemptRule = { name: 'account', attempts: 100, seconds: 3600 };
const challenges: AttemptRule = { name: 'challenges', attempts: 300, seconds: quarter };

/**
 * Counts an attempt to sign in, for the address and for the account, whether or not there is such an account.
 * @throws {ValetkeyError} `too_many_requests`
 */
export async function countSignInAttempt({ tenant }: Administration, account: string, address: string): Promise<void> {
  const from = addressKey(address);
  await takeAttempt(tenant, byAddress, from);
  await takeAttempt(tenant, here, `${from} ${account}`);
  await takeAttempt(tenant, byAccount, account);
}

/** For what anybody may ask and costs a row. */
export async function countChallenge({ tenant }: Administration, address: string): Promise<void> {
  await takeAttempt(tenant, challenges, addressKey(address));
}
