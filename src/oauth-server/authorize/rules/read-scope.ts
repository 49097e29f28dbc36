import { ValetkeyError } from '../../../base/index.ts';
import { ensureSigningKeys, findResourceServer, toSigningAlgorithm } from '../../../tenant/index.ts';
import { splitScope } from '../../parameters.ts';
import { readAudience } from '../../read-audience.ts';
import { allowedScopes } from '../../user-scopes.ts';
import type { RuleContext } from './context.ts';

/** scope-token of RFC 6749 section 3.3. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const longestScope = 2048;

/**
 * Scope and audience of the request. Scopes that the API does not have are left out, as Auth0 does; the answer of
 * /oauth/token says what was given.
 * @throws {ValetkeyError} `invalid_scope`, or `access_denied` or `invalid_target` for an unknown API.
 */
export async function readScopeAndAudience({ server, parameters, client }: RuleContext) {
  const asked = splitScope(parameters.get('scope'));
  if (asked.join(' ').length > longestScope || !asked.every((scope) => scopeForm.test(scope))) {
    throw new ValetkeyError('invalid_scope', { description: 'scope is malformed' });
  }
  const { audience, asResource } = await readAudience(server, parameters);
  // Tokens are signed within a transaction, where keys cannot be made any more.
  await ensureSigningKeys(server.tenant, toSigningAlgorithm(client.settings.jwt_configuration.alg));
  if (audience === undefined) return { audience, scope: allowedScopes(client, undefined, asked) };
  const api = await findResourceServer(server.tenant, audience);
  if (!api) {
    if (asResource) throw new ValetkeyError('invalid_target');
    throw new ValetkeyError('access_denied', { description: `Service not found: ${audience.slice(0, 300)}` });
  }
  await ensureSigningKeys(server.tenant, toSigningAlgorithm(api.settings.signing_alg));
  const given = allowedScopes(client, api, asked);
  return {
    audience,
    // A refresh token for an API is the API owner's decision.
    scope: api.settings.allow_offline_access ? given : given.filter((scope) => scope !== 'offline_access'),
  };
}
