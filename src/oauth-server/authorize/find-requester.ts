import { type Client, findClient } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { AuthorizationRequest } from './request.ts';
import { isRegisteredRedirectUri } from './rules/choose-redirect-uri.ts';

/**
 * The client of a sign-in under way. Undefined when the operator has removed it, or its address, since the sign-in
 * began: then there is nobody to answer any more.
 */
export async function findRequester(server: OauthServer, request: AuthorizationRequest): Promise<Client | undefined> {
  const client = await findClient(server.tenant, request.clientId);
  return client && isRegisteredRedirectUri(client.settings.callbacks, request.redirectUri) ? client : undefined;
}
