import { endpoints, type Role, roles, scopesOfRole as scopesAmong } from '../contract/index.ts';

const served = endpoints.flatMap(({ scopes }) => scopes as readonly string[]);
const known = new Map(roles.map((role) => [role, new Set(scopesAmong(role, served))]));

/** What a session of this role may do at the Management API; never more than what is served. */
export function scopesOfRole(role: Role): ReadonlySet<string> {
  return known.get(role)!;
}
