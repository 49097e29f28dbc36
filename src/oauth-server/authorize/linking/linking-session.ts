import { ValetkeyError } from '../../../base/index.ts';
import type { LiveSession } from '../../../storage/index.ts';
import { findConnectionById, isEnabledFor } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { readMaxLinkAge } from '../../resource/read-link-token.ts';
import type { SignedIn } from '../issue-code.ts';
import type { AuthorizationRequest } from '../request.ts';

/**
 * The session in which accounts may be linked: of the user whom the application named, and of a moment ago, so that
 * nobody who finds a browser open adds a door of their own (T-D05). Where the IdP can prove when its user signed in there,
 * that is what counts: a round trip that it answers out of its own session is no sign-in.
 * @throws {ValetkeyError} `login_required`
 */
export async function requireLinkingSession(
  server: OauthServer,
  request: AuthorizationRequest,
  session: LiveSession | undefined,
): Promise<SignedIn> {
  const { tenant } = server;
  if (!session || session.userId !== request.hintedUserId) {
    throw new ValetkeyError('login_required', { description: 'The user of id_token_hint is not signed in here' });
  }
  const connection = await findConnectionById(tenant, session.connectionId);
  if (!connection || !isEnabledFor(connection, request.clientId)) throw new ValetkeyError('login_required');
  const age = tenant.clock.now() - session.authTime;
  const isProven = session.authTimeProven || !connection.provider.reauthentication?.proves;
  if (!isProven || age > (await readMaxLinkAge(tenant)) * 1000) {
    throw new ValetkeyError('login_required', { description: 'Sign in again before linking accounts' });
  }
  const { userId, identityId, sessionHash, sid, authTime, connectionId, lastDevice } = session;
  return { userId, identityId, sessionHash, sid, authTime, connectionId, lastDevice };
}
