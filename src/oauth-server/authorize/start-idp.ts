import { createIdpConnection } from '../../idp-client/index.ts';
import { isAlwaysOffline } from '../../providers/index.ts';
import type { Connection } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply } from '../reply.ts';
import type { AuthorizationRequest } from './request.ts';
import { startTransaction } from './transactions.ts';

/** Prompts that mean something to an IdP; `login` and `none` are promises of ours and go no further by themselves. */
const upstreamPrompts = ['consent', 'select_account'];

/** Sends the browser to the IdP, with a state that is this browser's, this connection's and this request's alone. */
export async function startIdpSignIn(
  server: OauthServer,
  request: AuthorizationRequest,
  connection: Connection,
  browserHash: string,
): Promise<Reply> {
  const { ids } = server.tenant;
  const state = ids.token();
  const nonce = ids.token();
  const codeVerifier = ids.token();
  const prompt = request.prompt.filter((value) => upstreamPrompts.includes(value)).join(' ');
  const { url, requestedScopes } = await server.idpClient.startAuthorization(createIdpConnection(connection), {
    state,
    nonce,
    codeVerifier,
    offline: request.offline || isAlwaysOffline(connection.options),
    parameters: request.parameters,
    ...(request.connectionScope !== undefined && { connectionScope: request.connectionScope }),
    ...(request.loginHint !== undefined && { loginHint: request.loginHint }),
    ...(request.uiLocales !== undefined && { uiLocales: request.uiLocales }),
    ...(prompt !== '' && { prompt }),
  });
  await startTransaction(server, 'idp', state, browserHash, {
    request,
    connectionId: connection.id,
    nonce,
    codeVerifier,
    scopesRequested: requestedScopes,
  });
  return { kind: 'redirect', location: url };
}
