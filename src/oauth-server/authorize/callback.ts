import { ValetkeyError } from '../../base/index.ts';
import { createIdpConnection } from '../../idp-client/index.ts';
import { type Client, findConnectionById, isEnabledFor } from '../../tenant/index.ts';
import { signIn } from '../../users/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, readParameters, refuseRepeated } from '../parameters.ts';
import { finishReconnect } from '../reconnect/finish-reconnect.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { deviceOf, startSession } from '../sessions/session.ts';
import { finishTry } from '../trying/finish-try.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { findRequester } from './find-requester.ts';
import { askToLink } from './linking/ask-to-link.ts';
import { respondWithError } from './respond.ts';
import { toQuery } from './rules/check-length.ts';
import { consumeIdpTransaction, consumeReconnect, consumeTry, type IdpTransaction } from './transactions.ts';

/** The connection may have been switched off while the user was at the IdP. */
async function findEnabledConnection({ tenant }: OauthServer, { request, connectionId }: IdpTransaction) {
  const connection = await findConnectionById(tenant, connectionId);
  if (!connection || !isEnabledFor(connection, request.clientId)) {
    throw new ValetkeyError('access_denied', { description: 'the connection is not enabled' });
  }
  return connection;
}

async function finish(
  server: OauthServer,
  { client, browserHash, transaction }: { client: Client; browserHash: string; transaction: IdpTransaction },
  parameters: Parameters,
  request: BrowserRequest,
): Promise<Reply> {
  const { tenant, idpClient } = server;
  const connection = await findEnabledConnection(server, transaction);
  server.log.about({ connection: connection.name });
  refuseRepeated(parameters);
  const answer = await idpClient.exchangeCode(createIdpConnection(connection), {
    callback: parameters.toRecord(),
    codeVerifier: transaction.codeVerifier,
    nonce: transaction.nonce,
    authTime: transaction.authTime,
  });
  if (transaction.request.linking) {
    return askToLink(server, { client, browserHash, transaction, connection, answer }, request);
  }
  const { scopesRequested } = transaction;
  // One commit: user, tokens, session and code (or the question for consent) are all there, or nothing happened.
  const { reply, isNew } = await tenant.store.transaction(async (db) => {
    const user = await signIn(server.vault, db, {
      connection,
      answer,
      scopesRequested,
      ip: request.ip,
      log: server.log,
    });
    const { hintedUserId } = transaction.request;
    if (hintedUserId !== undefined && hintedUserId !== user.userId) {
      throw new ValetkeyError('login_required', { description: 'Another user than the one asked for signed in' });
    }
    const device = deviceOf(request);
    const { cookie, ...session } = await startSession(server, db, {
      ...user,
      replaces: request.sessionCookie,
      idpAuthTime: answer.authTime,
      device,
    });
    const { userId, identityId } = user;
    const signedIn = { userId, identityId, ...session, connectionId: connection.id, lastDevice: device };
    const completed = await completeSignIn(server, db, {
      client,
      request: transaction.request,
      user: signedIn,
      browserHash,
    });
    return { reply: { ...completed, cookies: { session: cookie } }, isNew: user.isNew };
  });
  if (isNew) server.log.write('ss');
  server.log.write('s');
  return reply;
}

/** GET and POST /login/callback: the IdP's answer comes back through the browser (RFC 6749 section 4.1.2). */
export async function handleCallback(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const parameters = readParameters(request.parameters);
  if (request.method === 'POST') {
    // A form posted from the IdP's site comes without our cookies; as a GET of our own they are sent.
    const query = toQuery(parameters);
    if (query === undefined) return { kind: 'error-page', error: new ValetkeyError('payload_too_large') };
    return { kind: 'redirect', location: `${server.tenant.issuer}login/callback?${query}` };
  }
  const browser = identifyBrowser(server, request);
  const transaction = await consumeIdpTransaction(server, parameters.get('state'), browser.hash);
  const reconnect = transaction ? undefined : await consumeReconnect(server, parameters.get('state'), browser.hash);
  if (reconnect) return finishReconnect(server, reconnect, browser.hash, parameters);
  const tried = transaction ? undefined : await consumeTry(server, parameters.get('state'), browser.hash);
  if (tried) return finishTry(server, tried, parameters);
  const client = transaction && (await findRequester(server, transaction.request));
  if (!client) {
    const error = new ValetkeyError('transaction_unknown');
    server.log.fail('f', error);
    return { kind: 'error-page', error };
  }
  const { clientId, audience, scope } = transaction.request;
  server.log.about({ clientId, audience, scope: scope.join(' ') });
  try {
    return await finish(server, { client, browserHash: browser.hash, transaction }, parameters, request);
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('f', error);
    return respondWithError(server, transaction.request, error);
  }
}
