import type { ConnectionOptions, Profile } from '../providers/index.ts';

type Attributes = Record<string, unknown>;

/**
 * The root attributes after a sign-in, by the connection's `set_user_root_attributes` (default: on each login).
 * Attributes that the IdP does not give any more are dropped with `on_each_login`, as they are the IdP's, not ours.
 */
export function mergeProfile(
  known: Attributes,
  given: Profile,
  options: ConnectionOptions,
  login: 'first' | 'later',
): Attributes {
  const when = options.set_user_root_attributes ?? 'on_each_login';
  if (when === 'never_on_login' || (when === 'on_first_login' && login === 'later')) return known;
  const unwanted = Array.isArray(options.non_persistent_attrs)
    ? new Set<unknown>(options.non_persistent_attrs)
    : new Set();
  return Object.fromEntries(Object.entries(given).filter(([name]) => !unwanted.has(name)));
}
