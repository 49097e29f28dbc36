import { ValetkeyError } from '../../../base/index.ts';
import { ensureSigningKeys, findGrantedScopes, findResourceServer, toSigningAlgorithm } from '../../../tenant/index.ts';
import { splitScope } from '../../parameters.ts';
import { readAudience } from '../../read-audience.ts';
import { issueMachineToken } from '../access-token.ts';
import type { Grant } from './grant.ts';

/** RFC 6749 section 4.4, with Auth0's audience: without `scope` the token carries all that was granted. */
export const clientCredentials: Grant = async (server, client, parameters, dpopJkt) => {
  const { tenant } = server;
  if (!client.confidential) {
    // RFC 6749 section 4.4: only for clients that can keep a secret.
    throw new ValetkeyError('unauthorized_client', {
      description: "Grant type 'client_credentials' not allowed for the client.",
    });
  }
  const { audience, asResource } = await readAudience(server, parameters);
  if (audience === undefined) {
    throw new ValetkeyError('access_denied', { description: 'Non-global clients are not allowed access to APIv1' });
  }
  const api = await findResourceServer(tenant, audience);
  if (!api) {
    if (asResource) throw new ValetkeyError('invalid_target');
    const shown = audience.slice(0, 300);
    throw new ValetkeyError('access_denied', { description: `Service not enabled within domain: ${shown}` });
  }
  server.log.about({ audience: api.identifier });
  const granted = await findGrantedScopes(tenant, client.clientId, api.identifier);
  if (!granted) {
    throw new ValetkeyError('access_denied', {
      description: `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
    });
  }
  const asked = splitScope(parameters.get('scope'));
  const refused = asked.filter((scope) => !granted.has(scope));
  if (refused.length > 0) {
    throw new ValetkeyError('access_denied', {
      description: `Client has not been granted scopes: ${refused.join(', ').slice(0, 300)}`,
    });
  }
  const scope = asked.length > 0 ? asked : [...granted];
  server.log.about({ scope: scope.join(' ') });
  await ensureSigningKeys(tenant, toSigningAlgorithm(api.settings.signing_alg));
  const { token, expiresIn } = await issueMachineToken(server, client, api, { scope, dpopJkt });
  return {
    access_token: token,
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    expires_in: expiresIn,
    token_type: dpopJkt === undefined ? 'Bearer' : 'DPoP',
  };
};
