import { ValetkeyError } from '../../../base/index.ts';
import { currentUserScopes } from '../../../contract/index.ts';
import { findResourceServer, type ResourceServer, readSettings } from '../../../tenant/index.ts';
import { splitScope } from '../../parameters.ts';
import type { RuleContext } from './context.ts';

/** scope-token of RFC 6749 section 3.3. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const longestScope = 2048;

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** What a user may get at this API through an application. */
function userScopes(api: ResourceServer): ReadonlySet<string> {
  // No user token ever reads IdP tokens or other users (auth0-wire: current-user scopes).
  return api.isSystem ? new Set(currentUserScopes) : api.scopes;
}

/**
 * Scope and audience of the request. Scopes that the API does not have are left out, as Auth0 does; the answer of
 * /oauth/token says what was given.
 * @throws {ValetkeyError} `invalid_scope`, or `access_denied` for an unknown audience.
 */
export async function readScopeAndAudience({ server, parameters }: RuleContext) {
  const asked = splitScope(parameters.get('scope'));
  if (asked.join(' ').length > longestScope || !asked.every((scope) => scopeForm.test(scope))) {
    throw new ValetkeyError('invalid_scope', { description: 'scope is malformed' });
  }
  const audience = parameters.get('audience') ?? (await readSettings(server.tenant)).default_audience;
  if (audience === undefined) return { audience, scope: asked.filter((scope) => openIdScopes.includes(scope)) };
  const api = await findResourceServer(server.tenant, audience);
  if (!api) {
    throw new ValetkeyError('access_denied', { description: `Service not found: ${audience.slice(0, 300)}` });
  }
  const allowed = userScopes(api);
  const given = asked.filter((scope) => openIdScopes.includes(scope) || allowed.has(scope));
  return {
    audience,
    // A refresh token for an API is the API owner's decision.
    scope: api.settings.allow_offline_access ? given : given.filter((scope) => scope !== 'offline_access'),
  };
}
