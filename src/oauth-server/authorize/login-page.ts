import { ValetkeyError } from '../../base/index.ts';
import { listConnectionsOf } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { readParameters } from '../parameters.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { findRequester } from './find-requester.ts';
import { respondWithError } from './respond.ts';
import { startIdpSignIn } from './start-idp.ts';
import { findLogin } from './transactions.ts';

/** GET /u/login shows the connections of the client; POST takes the choice to the IdP. */
export async function showOrTakeChoice(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const { tenant } = server;
  const parameters = readParameters(request.parameters);
  const transaction = parameters.get('state');
  const browser = identifyBrowser(server, request);
  const found = await findLogin(server, transaction, browser.hash);
  const client = found && (await findRequester(server, found.request));
  if (!found || !client || transaction === undefined) {
    return { kind: 'error-page', error: new ValetkeyError('transaction_unknown') };
  }
  const connections = (await listConnectionsOf(tenant, client.clientId)).filter(
    ({ settings }) => settings.show_as_button !== false,
  );
  const chosen = connections.find(({ name }) => name === parameters.get('connection'));
  if (request.method === 'POST' && chosen) {
    try {
      return await startIdpSignIn(server, found.request, chosen, browser.hash);
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      server.log.about({ clientId: client.clientId, connection: chosen.name });
      server.log.fail('f', error);
      return respondWithError(server, found.request, error);
    }
  }
  return {
    kind: 'page',
    model: {
      page: 'sign-in',
      clientName: client.settings.name,
      clientLogo: client.settings.logo_uri,
      connections: connections.map(({ name, settings, provider }) => ({
        name,
        label: settings.display_name ?? (provider.social ? provider.label : name),
      })),
      transaction,
      signUp: found.request.screenHint === 'signup',
      uiLocales: found.request.uiLocales,
    },
  };
}
