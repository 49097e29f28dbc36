import { ValetkeyError } from '../../base/index.ts';
import { findRefreshToken, revokeAuthorization } from '../../storage/index.ts';
import { countFailures } from '../count-failures.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, refuseRepeated, requireParameter } from '../parameters.ts';
import { authenticateClient } from './authenticate-client.ts';

/**
 * POST /oauth/revoke (RFC 7009): ends a refresh token and every access token that came with it. What is not known
 * is as good as revoked.
 * @throws {ValetkeyError}
 */
export function revoke(server: OauthServer, parameters: Parameters, authorization: string | undefined): Promise<void> {
  return countFailures(server, 'clients', () => end(server, parameters, authorization));
}

async function end(server: OauthServer, parameters: Parameters, authorization: string | undefined): Promise<void> {
  refuseRepeated(parameters);
  const client = await authenticateClient(server, parameters, authorization);
  const given = requireParameter(parameters, 'token');
  const hint = parameters.get('token_type_hint');
  if (hint !== undefined && hint !== 'refresh_token') throw new ValetkeyError('unsupported_token_type');
  const { tenant } = server;
  const found = await findRefreshToken(tenant.store.db, tenant.hash('refresh-token', given), tenant.clock.now());
  if (!found) return;
  if (found.authorization.clientId !== client.clientId) {
    throw new ValetkeyError('invalid_grant', { description: 'The token was issued to another client' });
  }
  await revokeAuthorization(tenant.store.db, found.authorizationId, tenant.clock.now());
  server.log.write('srrt', { userId: found.authorization.userId });
}
