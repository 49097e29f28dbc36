import { ValetkeyError } from '../../base/index.ts';
import { createIdpConnection, type IdpSignIn } from '../../idp-client/index.ts';
import { findReconnect, isExpectedAccount, type Reconnect, reconnectGrant } from '../../users/index.ts';
import type { ReconnectTransaction } from '../authorize/transactions.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, refuseRepeated } from '../parameters.ts';
import type { Reply } from '../reply.ts';
import { askToReconnect, sayReconnected } from './page-model.ts';

type Outcome = 'works' | 'scopes-missing' | 'wrong-account';

async function exchange(
  server: OauthServer,
  { connection }: Reconnect,
  { connectionId, codeVerifier, nonce }: ReconnectTransaction,
  parameters: Parameters,
): Promise<IdpSignIn> {
  if (connection.id !== connectionId) throw new ValetkeyError('transaction_unknown');
  refuseRepeated(parameters);
  const callback = parameters.toRecord();
  return server.idpClient.exchangeCode(createIdpConnection(connection), { callback, codeVerifier, nonce });
}

async function keep(
  { vault, tenant }: OauthServer,
  reconnect: Reconnect,
  answer: IdpSignIn,
  scopesRequested: readonly string[],
): Promise<Outcome> {
  if (!isExpectedAccount(reconnect, answer)) return 'wrong-account';
  const { ticketHash } = reconnect.ticket;
  return tenant.store.transaction((db) => reconnectGrant(vault, db, ticketHash, { answer, scopesRequested }));
}

/**
 * The IdP's answer to what a link began. Whatever it is, nobody is signed in and nothing is linked: it renews the one
 * grant that the link was made for, or changes nothing.
 */
export async function finishReconnect(
  server: OauthServer,
  transaction: ReconnectTransaction,
  browserHash: string,
  parameters: Parameters,
): Promise<Reply> {
  const { ticket, uiLocales, scopesRequested } = transaction;
  const place = { ticket, browserHash, uiLocales };
  let reconnect: Reconnect | undefined;
  try {
    reconnect = await findReconnect(server.vault, server.tenant.hash('reconnect-ticket', ticket));
    server.log.about({ userId: reconnect.ticket.userId, connection: reconnect.connection.name });
    const answer = await exchange(server, reconnect, transaction, parameters);
    const outcome = await keep(server, reconnect, answer, scopesRequested);
    if (outcome === 'works') {
      server.log.write('sapi', { description: 'A grant was re-connected by its user' });
      return { kind: 'page', model: await sayReconnected(server, reconnect, uiLocales) };
    }
    if (outcome === 'wrong-account') {
      const failure = new ValetkeyError('identity_conflict', { detail: 'reconnect: another account at the IdP' });
      server.log.fail('fapi', failure);
      return { kind: 'page', model: await askToReconnect(server, reconnect, place, outcome), failure };
    }
    server.log.write('sapi', { description: 'A grant was re-connected by its user; scopes are still missing' });
    return { kind: 'page', model: await askToReconnect(server, reconnect, place, outcome) };
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('fapi', error);
    const isOver = error.code === 'ticket_unknown' || error.code === 'user_blocked';
    if (!reconnect || isOver) return { kind: 'error-page', error };
    return {
      kind: 'page',
      model: await askToReconnect(server, reconnect, place, 'failed', error.code),
      failure: error,
    };
  }
}
