/** Time as milliseconds since 1970, injected so that tests can move it. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Whole seconds since 1970, as JWT claims and OAuth lifetimes count (RFC 7519 section 2, NumericDate). */
export function epochSeconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}

/** The date form of Auth0's API: ISO 8601 with milliseconds and Z. */
export function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
