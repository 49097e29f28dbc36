import { findConnection } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply } from '../reply.ts';
import type { AuthorizationRequest, Prompt } from './request.ts';
import { startIdpSignIn } from './start-idp.ts';
import { startTransaction } from './transactions.ts';

/** To the IdP of the connection that the application named, or to our page with all of its connections. */
export async function chooseConnection(
  server: OauthServer,
  request: AuthorizationRequest,
  browserHash: string,
): Promise<Reply> {
  const { tenant } = server;
  const connection = request.connection && (await findConnection(tenant, request.connection));
  if (connection) return startIdpSignIn(server, request, connection, browserHash);
  const transaction = tenant.ids.token();
  await startTransaction(server, 'login', transaction, browserHash, { request });
  return { kind: 'redirect', location: `${tenant.issuer}u/login?state=${transaction}` };
}

/** The same request of somebody who wants to choose the account once more: the IdP asks which one it is. */
export function withAnotherAccount(request: AuthorizationRequest): AuthorizationRequest {
  const prompt = [...new Set<Prompt>([...request.prompt, 'select_account'])];
  return { ...request, prompt, loginHint: undefined };
}
