import { createIdpConnection } from '../../idp-client/index.ts';
import type { Connection } from '../../tenant/index.ts';
import { startTransaction } from '../authorize/transactions.ts';
import type { OauthServer } from '../oauth-server.ts';
import { identifyBrowser } from '../sessions/browser.ts';

export interface TryWish {
  /** By which the result is found. */
  readonly tryId: string;
  readonly connection: Connection;
  readonly connectionScope: string | undefined;
  /** Ask for a refresh token. */
  readonly offline: boolean;
  readonly browserCookie: string | undefined;
}

/**
 * Begins a sign-in at an IdP that makes no user, in the browser that asked for it and in no other.
 * @returns where the browser goes, and its cookie if it had none
 */
export async function startTry(
  server: Pick<OauthServer, 'tenant' | 'idpClient'>,
  { tryId, connection, connectionScope, offline, browserCookie }: TryWish,
): Promise<{ url: string; cookie: string | undefined }> {
  const { ids } = server.tenant;
  const browser = identifyBrowser(server, { browserCookie });
  const [state, nonce, codeVerifier] = [ids.token(), ids.token(), ids.token()];
  const { url, requestedScopes } = await server.idpClient.startAuthorization(createIdpConnection(connection), {
    ...{ state, nonce, codeVerifier, offline, parameters: {} },
    ...(connectionScope !== undefined && { connectionScope }),
  });
  await startTransaction(server, 'try', state, browser.hash, {
    ...{ tryId, nonce, codeVerifier },
    connectionId: connection.id,
    scopesRequested: requestedScopes,
  });
  return { url, cookie: browser.cookie };
}
