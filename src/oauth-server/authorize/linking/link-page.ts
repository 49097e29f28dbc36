import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import type { IdpSignIn } from '../../../idp-client/index.ts';
import { findUser } from '../../../storage/index.ts';
import { type Client, type Connection, findConnectionById, isEnabledFor } from '../../../tenant/index.ts';
import { findLinkSide, linkSignIn } from '../../../users/index.ts';
import { openSignIn } from '../../../vault/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { readParameters } from '../../parameters.ts';
import type { BrowserRequest, Reply } from '../../reply.ts';
import { identifyBrowser } from '../../sessions/browser.ts';
import { findSession } from '../../sessions/session.ts';
import { withAnotherAccount } from '../choose-connection.ts';
import { completeSignIn } from '../complete-sign-in.ts';
import { findRequester } from '../find-requester.ts';
import { respondWithError } from '../respond.ts';
import { startIdpSignIn } from '../start-idp.ts';
import { consumeLink, findLink, type LinkTransaction } from '../transactions.ts';
import { confirmationField, confirmationFor } from './confirmation.ts';
import { labelOf, nameOf } from './names.ts';

interface Pending {
  readonly connection: Connection;
  readonly answer: IdpSignIn;
}

/** What waits for the answer; undefined when the connection was switched off or its key is gone since. */
async function open(server: OauthServer, transaction: LinkTransaction): Promise<Pending | undefined> {
  const { tenant } = server;
  const { request, user, connectionId, issuer, subject, sealed } = transaction;
  const connection = await findConnectionById(tenant, connectionId);
  if (!connection || !isEnabledFor(connection, request.clientId)) return undefined;
  const owner = { tenantId: tenant.id, userId: user.userId, connectionId, issuer, subject };
  const answer = openSignIn(tenant, owner, user.sid, sealed);
  return answer && { connection, answer };
}

async function show(
  server: OauthServer,
  client: Client,
  { request, user, scopesRequested }: LinkTransaction,
  { connection, answer }: Pending,
  place: { state: string; browserHash: string },
): Promise<Reply> {
  const { db } = server.tenant.store;
  const signIn = { connection, answer, scopesRequested, ip: undefined };
  const side = await findLinkSide(db, user.userId, signIn);
  const { profile = {} } = (await findUser(db, user.userId)) ?? {};
  return {
    kind: 'page',
    model: {
      page: 'link',
      clientName: client.settings.name,
      clientLogo: client.settings.logo_uri,
      connection: labelOf(connection),
      account: nameOf(answer.profile) ?? answer.subject,
      user: nameOf(profile) ?? user.userId,
      merges: side === 'account',
      transaction: place.state,
      fields: { [confirmationField]: confirmationFor(server, 'link', place) },
      uiLocales: request.uiLocales,
    },
  };
}

/**
 * GET /u/link names the account and asks; POST takes the answer, once. The question is bound to user, connection,
 * upstream account, session and browser (T-D03): to every other the address means nothing.
 */
export async function showOrTakeLink(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const gone: Reply = { kind: 'error-page', error: new ValetkeyError('transaction_unknown') };
  const { tenant, vault } = server;
  const parameters = readParameters(request.parameters);
  const state = parameters.get('state');
  const { hash: browserHash } = identifyBrowser(server, request);
  const found = await findLink(server, state, browserHash);
  const client = found && (await findRequester(server, found.request));
  if (!client || state === undefined) return gone;
  const session = await findSession(server, request);
  const pending = session?.sid === found.user.sid ? await open(server, found) : undefined;
  if (!pending) return gone;
  const place = { state, browserHash };
  const { userId } = found.user;
  server.log.about({ clientId: client.clientId, userId, connection: pending.connection.name });
  try {
    if (request.method === 'GET') return await show(server, client, found, pending, place);
    const confirmation = parameters.get(confirmationField) ?? '';
    if (!equalSecrets(confirmation, confirmationFor(server, 'link', place))) return gone;
    if (!(await consumeLink(server, state, browserHash))) return gone;
    const decision = parameters.get('decision');
    // What the first account gave is thrown away, as after a no.
    if (decision === 'other') {
      return await startIdpSignIn(server, withAnotherAccount(found.request), pending.connection, browserHash);
    }
    if (decision !== 'link') {
      throw new ValetkeyError('access_denied', { description: 'User did not authorize the request' });
    }
    const { user, scopesRequested } = found;
    const reply = await tenant.store.transaction(async (db) => {
      await linkSignIn(vault, db, user.userId, { ...pending, scopesRequested, ip: request.ip });
      return completeSignIn(server, db, { client, request: found.request, user, browserHash });
    });
    server.log.write('sapi', { description: 'An account was linked by its user' });
    return reply;
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('fapi', error);
    return respondWithError(server, found.request, error);
  }
}
