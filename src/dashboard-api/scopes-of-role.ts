import {
  endpoints,
  type Role,
  roles,
  scopesOfRole as scopesAmong,
  scopesWhileFresh,
  scopesToHandOn as toHandOnAmong,
} from '../contract/index.ts';

const served = endpoints.flatMap(({ scopes }) => scopes as readonly string[]);
const known = new Map(roles.map((role) => [role, new Set(scopesAmong(role, served))]));
const knownLater = new Map(
  [...known].map(([role, scopes]) => [role, new Set([...scopes].filter((scope) => !scopesWhileFresh.has(scope)))]),
);
const handedOn = new Map(roles.map((role) => [role, new Set(toHandOnAmong(role, served))]));

/** What a session of this role may do at the Management API; never more than what is served. */
export function scopesOfRole(role: Role): ReadonlySet<string> {
  return known.get(role)!;
}

/** The same for one session, which must not have what it would have to ask for again. */
export function scopesOfSession(role: Role, isFresh: boolean): ReadonlySet<string> {
  return (isFresh ? known : knownLater).get(role)!;
}

/** What a session of this role may give to a client; undefined for all. */
export function scopesToHandOn(role: Role): ReadonlySet<string> | undefined {
  return role === 'admin' ? undefined : handedOn.get(role);
}
