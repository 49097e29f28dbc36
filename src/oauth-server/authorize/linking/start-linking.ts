import { ValetkeyError } from '../../../base/index.ts';
import type { LiveSession } from '../../../storage/index.ts';
import { findConnection } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { Reply } from '../../reply.ts';
import type { AuthorizationRequest } from '../request.ts';
import { startIdpSignIn } from '../start-idp.ts';
import { startTransaction } from '../transactions.ts';
import { requireLinkingSession } from './linking-session.ts';
import type { LinkingWish } from './read-linking.ts';
import { listUnlinkable } from './unlink-page.ts';

/** First step: to the IdP for the account that is to be linked, or to the question which one is to be unlinked. */
export async function startLinking(
  server: OauthServer,
  request: AuthorizationRequest,
  wish: LinkingWish,
  session: LiveSession | undefined,
  browserHash: string,
): Promise<Reply> {
  const { tenant } = server;
  if (request.prompt.includes('none')) throw new ValetkeyError('interaction_required');
  const user = await requireLinkingSession(server, request, session);
  if (wish.kind === 'unlink') {
    await listUnlinkable(server, request, user);
    const state = tenant.ids.token();
    await startTransaction(server, 'unlink', state, browserHash, { request, user });
    return { kind: 'redirect', location: `${tenant.issuer}u/unlink?state=${state}` };
  }
  const connection = await findConnection(tenant, wish.connection);
  if (!connection) throw new ValetkeyError('access_denied', { description: 'the connection is not enabled' });
  // Of the account that is to be linked; what was said of the connection of the sign-in is not about it.
  const about = { ...request, connectionScope: wish.connectionScope, linkingSid: user.sid };
  return startIdpSignIn(server, about, connection, browserHash);
}
