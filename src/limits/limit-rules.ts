import type { TenantSettings } from '../contract/index.ts';

/** So many requests in each window of so many seconds. */
export interface LimitRule {
  readonly requests: number;
  readonly seconds: number;
}

/** `management`, `token`, `push`: by client. `push_address`, `sign_in`, `failures`: by address. */
export type LimitName = 'management' | 'token' | 'push' | 'push_address' | 'sign_in' | 'failures';

export type LimitRules = Readonly<Record<LimitName, LimitRule>>;

/**
 * So wide that who works for a living never meets them: a client at full speed makes some 4,000 reads a second on one
 * core, and 100 sign-in pages a second are a large office behind one address. They are there for loops that ran wild.
 * Pushes are fewer, because each leaves a record behind: 50 a second are four million sign-ins a day.
 */
export const defaultLimits: LimitRules = {
  management: { requests: 100_000, seconds: 10 },
  token: { requests: 100_000, seconds: 10 },
  push: { requests: 3_000, seconds: 60 },
  push_address: { requests: 600, seconds: 60 },
  sign_in: { requests: 6_000, seconds: 60 },
  failures: { requests: 1_200, seconds: 60 },
};

/** Settings do not change within one object: made once for each. */
const known = new WeakMap<TenantSettings, LimitRules | undefined>();

/** The limits in force; undefined when they are switched off. */
export function limitRulesOf(settings: TenantSettings): LimitRules | undefined {
  if (!known.has(settings)) {
    const { enabled = true, ...given } = settings.limits ?? {};
    known.set(settings, enabled ? { ...defaultLimits, ...given } : undefined);
  }
  return known.get(settings);
}
