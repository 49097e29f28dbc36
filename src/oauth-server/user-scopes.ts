import { currentUserScopes } from '../contract/index.ts';
import type { ResourceServer } from '../tenant/index.ts';

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** Of these scopes the ones that a user may have at this API today; without an API the protocol's own. */
export function allowedScopes(api: ResourceServer | undefined, scopes: readonly string[]): string[] {
  // No user token ever reads IdP tokens or other users (auth0-wire: current-user scopes).
  const own = api?.isSystem ? new Set(currentUserScopes) : api?.scopes;
  return scopes.filter((scope) => openIdScopes.includes(scope) || own?.has(scope) === true);
}
