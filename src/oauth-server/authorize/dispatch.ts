import { ValetkeyError } from '../../base/index.ts';
import type { LiveSession } from '../../storage/index.ts';
import { type Client, findConnectionById, isEnabledFor } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply } from '../reply.ts';
import { chooseConnection } from './choose-connection.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { asksForConsent } from './consent/asks-for-consent.ts';
import { startLinking } from './linking/start-linking.ts';
import type { AuthorizationRequest } from './request.ts';

/** Whether the session answers this request without the user doing anything. */
async function isEnough(server: OauthServer, client: Client, request: AuthorizationRequest, session: LiveSession) {
  const { tenant } = server;
  // A session is worth what its connection is worth to this client now: nothing, once it is switched off.
  const connection = await findConnectionById(tenant, session.connectionId);
  if (!connection || !isEnabledFor(connection, request.clientId)) return false;
  if (request.hintedUserId !== undefined && request.hintedUserId !== session.userId) return false;
  if (request.maxAge !== undefined && tenant.clock.now() - session.authTime >= request.maxAge * 1000) return false;
  if (request.connection !== undefined && request.connection !== connection.name) return false;
  if (request.prompt.includes('none')) return true;
  // `consent` is answered by our own page where there is one; where not, it is a wish to the IdP.
  const asksOnlyUs =
    request.prompt.every((prompt) => prompt === 'consent') && (await asksForConsent(server, client, request));
  if (request.prompt.length > 0 && !asksOnlyUs) return false;
  // More scopes, or a refresh token, can only come from the IdP.
  return request.connectionScope === undefined && !request.offline;
}

/**
 * Decides the next step of a sign-in; steps never call each other.
 * @throws {ValetkeyError} what the application is to be told.
 */
export async function dispatch(
  server: OauthServer,
  client: Client,
  request: AuthorizationRequest,
  session: LiveSession | undefined,
  browserHash: string,
): Promise<Reply> {
  const { tenant } = server;
  server.log.about({ userId: session?.userId, audience: request.audience, scope: request.scope.join(' ') });
  if (request.linking) return startLinking(server, request, request.linking, session, browserHash);
  if (session && (await isEnough(server, client, request, session))) {
    const reply = await tenant.store.transaction((db) =>
      completeSignIn(server, db, { client, request, user: session, browserHash }),
    );
    server.log.write('ssa');
    return reply;
  }
  if (request.prompt.includes('none')) throw new ValetkeyError('login_required');
  return chooseConnection(server, request, browserHash);
}
