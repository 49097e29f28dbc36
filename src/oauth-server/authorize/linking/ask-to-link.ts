import { ValetkeyError } from '../../../base/index.ts';
import type { IdpSignIn } from '../../../idp-client/index.ts';
import type { Client, Connection } from '../../../tenant/index.ts';
import { findLinkSide, linkSignIn } from '../../../users/index.ts';
import { sealSignIn } from '../../../vault/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { BrowserRequest, Reply } from '../../reply.ts';
import { findSession } from '../../sessions/session.ts';
import { completeSignIn } from '../complete-sign-in.ts';
import { type IdpTransaction, startTransaction } from '../transactions.ts';
import { requireLinkingSession } from './linking-session.ts';

interface LinkAnswer {
  readonly client: Client;
  readonly browserHash: string;
  readonly transaction: IdpTransaction;
  readonly connection: Connection;
  readonly answer: IdpSignIn;
}

/**
 * The IdP has said whose account it is. Before it is linked the user sees that, and says yes: somebody may have signed
 * this browser in at the IdP with an account of their own (T-D04).
 */
export async function askToLink(
  server: OauthServer,
  { client, browserHash, transaction, connection, answer }: LinkAnswer,
  browserRequest: BrowserRequest,
): Promise<Reply> {
  const { tenant, vault } = server;
  const { request, scopesRequested } = transaction;
  const user = await requireLinkingSession(server, request, await findSession(server, browserRequest));
  // T-B03: the session that asked for it, and no other of the same user.
  if (user.sid !== request.linkingSid) throw new ValetkeyError('login_required');
  const signIn = { connection, answer, scopesRequested, ip: browserRequest.ip };
  const side = await findLinkSide(tenant.store.db, user.userId, signIn);
  if (side === 'own') {
    // Linked already: what came is a fresh grant of it.
    return tenant.store.transaction(async (db) => {
      await linkSignIn(vault, db, user.userId, signIn);
      return completeSignIn(server, db, { client, request, user, browserHash });
    });
  }
  const state = tenant.ids.token();
  const { issuer, subject } = answer;
  const owner = { tenantId: tenant.id, userId: user.userId, connectionId: connection.id, issuer, subject };
  await startTransaction(server, 'link', state, browserHash, {
    ...{ request, user, scopesRequested, issuer, subject },
    connectionId: connection.id,
    sealed: sealSignIn(tenant, owner, user.sid, answer),
  });
  return { kind: 'redirect', location: `${tenant.issuer}u/link?state=${state}` };
}
