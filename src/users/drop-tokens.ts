import type { IdpTokens } from '../idp-client/index.ts';
import type { Profile } from '../providers/index.ts';

/** Shorter texts than this may stand in a name by chance. */
const shortestToken = 12;
const longestEnd = 64;

/**
 * The profile without attributes that hold one of the tokens just received: an IdP that repeats a token under some name
 * would otherwise have it kept in clear, and shown to whoever may read users.
 */
export function dropTokens(profile: Profile, tokens: IdpTokens): Profile {
  const { accessToken, refreshToken, idToken } = tokens;
  const secrets = [accessToken, refreshToken, idToken].filter(
    (token): token is string => token !== undefined && token.length >= shortestToken,
  );
  // The end tells tokens apart; with whole ones the search can cost the product of two lengths, both the IdP's to choose.
  const ends = secrets.map((secret) => secret.slice(-longestEnd));
  const wanted = [...new Set(ends.flatMap((end) => [end, JSON.stringify(end).slice(1, -1)]))];
  const holdsToken = (value: unknown) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return wanted.some((end) => text.includes(end));
  };
  return Object.fromEntries(Object.entries(profile).filter(([name, value]) => !holdsToken(value) && !holdsToken(name)));
}
