import { equalSecrets, ValetkeyError } from '../../base/index.ts';
import { createIdpConnection } from '../../idp-client/index.ts';
import { findReconnect, type Reconnect } from '../../users/index.ts';
import { confirmationField, confirmationFor } from '../authorize/linking/confirmation.ts';
import { startTransaction } from '../authorize/transactions.ts';
import type { OauthServer } from '../oauth-server.ts';
import { readParameters } from '../parameters.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { askToReconnect, type ReconnectPlace } from './page-model.ts';

/** To the IdP, for the scopes that the grant should have and for a refresh token, whoever is signed in here or there. */
async function goToIdp(
  server: OauthServer,
  { tokens, connection }: Reconnect,
  { ticket, browserHash, uiLocales }: ReconnectPlace,
  chooseAccount: boolean,
): Promise<Reply> {
  const { ids } = server.tenant;
  const [state, nonce, codeVerifier] = [ids.token(), ids.token(), ids.token()];
  const { url, requestedScopes } = await server.idpClient.startAuthorization(createIdpConnection(connection), {
    ...{ state, nonce, codeVerifier, offline: true, parameters: {} },
    connectionScope: tokens.scopesRequested.join(' '),
    ...(uiLocales !== undefined && { uiLocales }),
    ...(chooseAccount && { prompt: 'select_account' }),
  });
  await startTransaction(server, 'reconnect', state, browserHash, {
    ...{ ticket, nonce, codeVerifier, uiLocales },
    connectionId: connection.id,
    scopesRequested: requestedScopes,
  });
  return { kind: 'redirect', location: url };
}

/**
 * GET /u/reconnect says whose grant is to be renewed for whom, and uses nothing up: mail programs look at links too.
 * POST, from that page in this very browser, goes to the IdP. No session is read or made.
 */
export async function showOrStartReconnect(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const parameters = readParameters(request.parameters);
  const ticket = parameters.get('ticket') ?? '';
  const browser = identifyBrowser(server, request);
  const place = { ticket, browserHash: browser.hash, uiLocales: parameters.get('ui_locales') };
  try {
    const reconnect = await findReconnect(server.vault, server.tenant.hash('reconnect-ticket', ticket));
    server.log.about({ userId: reconnect.ticket.userId, connection: reconnect.connection.name });
    const expected = confirmationFor(server, 'reconnect', { state: ticket, browserHash: browser.hash });
    const confirmed = equalSecrets(parameters.get(confirmationField) ?? '', expected);
    if (request.method === 'POST' && confirmed) {
      return await goToIdp(server, reconnect, place, parameters.get('account') === 'other');
    }
    const cookies = browser.cookie === undefined ? {} : { cookies: { browser: browser.cookie } };
    return { kind: 'page', model: await askToReconnect(server, reconnect, place, 'ask'), ...cookies };
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('fapi', error);
    return { kind: 'error-page', error };
  }
}
