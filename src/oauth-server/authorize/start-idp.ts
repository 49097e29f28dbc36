import { createIdpConnection } from '../../idp-client/index.ts';
import { isAlwaysOffline } from '../../providers/index.ts';
import type { Connection } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply } from '../reply.ts';
import type { AuthorizationRequest } from './request.ts';
import { startTransaction } from './transactions.ts';

/** Prompts that an IdP gets as they are; `login` becomes what this IdP understands of it, and `none` is ours alone. */
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
  const forced = request.prompt.includes('login');
  const prompt = request.prompt.filter((value) => upstreamPrompts.includes(value)).join(' ');
  const { url, requestedScopes, authTime } = await server.idpClient.startAuthorization(
    createIdpConnection(connection),
    {
      state,
      nonce,
      codeVerifier,
      offline: request.offline || isAlwaysOffline(connection.options),
      parameters: request.parameters,
      ...(request.connectionScope !== undefined && { connectionScope: request.connectionScope }),
      ...(request.loginHint !== undefined && { loginHint: request.loginHint }),
      ...(request.uiLocales !== undefined && { uiLocales: request.uiLocales }),
      ...(prompt !== '' && { prompt }),
      ...((forced || request.maxAge !== undefined) && { freshness: { forced, maxAge: request.maxAge } }),
    },
  );
  await startTransaction(server, 'idp', state, browserHash, {
    request,
    connectionId: connection.id,
    nonce,
    codeVerifier,
    scopesRequested: requestedScopes,
    authTime,
  });
  return { kind: 'redirect', location: url };
}
