import { currentUserScopes } from '../contract/index.ts';
import type { Client, ResourceServer } from '../tenant/index.ts';

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

const ofFirstParties: ReadonlySet<string> = new Set(currentUserScopes);
/** Whoever can link an account can become its user everywhere, which is nothing that a stranger may ask for (T-D07). */
const ofThirdParties: ReadonlySet<string> = new Set(
  currentUserScopes.filter((scope) => scope !== 'update:current_user_identities'),
);

/** What a user's token of this client may do at the Management API, whatever it says. */
export function currentUserScopesFor({ settings }: Pick<Client, 'settings'>): ReadonlySet<string> {
  return settings.is_first_party ? ofFirstParties : ofThirdParties;
}

/** Of these scopes the ones that a user may give this client at this API today; without an API the protocol's own. */
export function allowedScopes(
  client: Pick<Client, 'settings'>,
  api: ResourceServer | undefined,
  scopes: readonly string[],
): string[] {
  // No user token ever reads IdP tokens or other users (auth0-wire: current-user scopes).
  const own = api?.isSystem ? currentUserScopesFor(client) : api?.scopes;
  return scopes.filter((scope) => openIdScopes.includes(scope) || own?.has(scope) === true);
}
