import type { TokenMetadata } from '../storage/index.ts';

/** What is noted beside a session or a refresh token after a change: null and an empty object remove all (Auth0). */
export function notesOf(given: TokenMetadata | null): TokenMetadata | undefined {
  return given === null || Object.keys(given).length === 0 ? undefined : given;
}
