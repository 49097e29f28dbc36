import { subjectOf } from '../world/names.ts';

function pathOf(number: number): string {
  return `/api/v2/users/${encodeURIComponent(`oidc|con1|${subjectOf(number)}`)}`;
}

/** One read of each of the users, with this management token. */
export function readRequests(token: string, users: number) {
  const headers = { authorization: `Bearer ${token}` };
  return Array.from({ length: users }, (_, number) => ({ method: 'GET', path: pathOf(number), headers }));
}
