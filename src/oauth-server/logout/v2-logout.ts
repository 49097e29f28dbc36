import { ValetkeyError } from '../../base/index.ts';
import { findClient } from '../../tenant/index.ts';
import { homeOf } from '../client-home.ts';
import type { OauthServer } from '../oauth-server.ts';
import { readParameters } from '../parameters.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { endSession, findSession } from '../sessions/session.ts';
import { allowedLogoutUrls } from './logout-urls.ts';

/** GET /v2/logout, Auth0's own: ends the session and goes to `returnTo` if that is on the list (auth0-wire section 4.5). */
export async function v2Logout(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const parameters = readParameters(request.parameters);
  const clientId = parameters.get('client_id');
  const client = clientId === undefined ? undefined : await findClient(server.tenant, clientId);
  server.log.about({ clientId: client?.clientId });
  const allowed = await allowedLogoutUrls(server, client);
  const returnTo = parameters.get('returnTo');
  if (returnTo !== undefined && !allowed.includes(returnTo)) {
    const description = `The "returnTo" querystring parameter "${returnTo.slice(0, 300)}" is not defined as a valid URL in "Allowed Logout URLs"`;
    const error = new ValetkeyError('logout_url_mismatch', { description });
    server.log.fail('flo', error);
    return { kind: 'error-page', error, home: homeOf(client, server.tenant.issuer) };
  }
  const session = await findSession(server, request);
  if (request.sessionCookie !== undefined) await endSession(server, request.sessionCookie);
  server.log.write('slo', { userId: session?.userId });
  const cookies = { session: null };
  const location = returnTo ?? (client ? allowed[0] : undefined);
  return location === undefined ? { kind: 'text', text: 'OK', cookies } : { kind: 'redirect', location, cookies };
}
