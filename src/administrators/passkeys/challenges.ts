import { consumePasskeyChallenge, insertPasskeyChallenge, type PasskeyChallenge } from '../../storage/index.ts';
import type { Administration } from '../administration.ts';

/** Milliseconds in which a person finds the passkey. */
export const challengeLife = 5 * 60_000;

/** What a challenge is good for, and for whom: the hash of a session or of an invitation. */
export type ChallengeUse = Omit<PasskeyChallenge, 'challengeHash'>;

/** A fresh challenge: 32 random bytes, remembered by hash. */
export async function createChallenge({ tenant }: Administration, use: ChallengeUse): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = tenant.ids.token();
  const challengeHash = tenant.hash('passkey-challenge', challenge);
  await insertPasskeyChallenge(tenant.store.db, { ...use, challengeHash }, tenant.clock.now() + challengeLife);
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}

/** Uses the challenge of an answer up; whether it was ours, for this, and not used before. */
export function takeChallenge({ tenant }: Administration, use: ChallengeUse): (challenge: string) => Promise<boolean> {
  return (challenge) =>
    consumePasskeyChallenge(
      tenant.store.db,
      { ...use, challengeHash: tenant.hash('passkey-challenge', challenge) },
      tenant.clock.now(),
    );
}

/** The site that passkeys belong to: our own address, from configuration and never from a header. */
export function relyingParty({ tenant }: Administration): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(tenant.issuer);
  return { rpID: hostname, origin };
}
