import { refreshTokenGrantRequest } from 'oauth4webapi';
import type { Secret } from '../base/index.ts';
import { joinScopes } from '../providers/index.ts';
import { createClientAuth, type IdpConnection } from './connection.ts';
import { type Deps, oauthClient, requestOptions } from './deps.ts';
import { guardAnswer } from './failure.ts';
import { findMetadata } from './metadata.ts';
import { type IdpTokens, readTokenAnswer } from './token-answer.ts';

/**
 * Asks for fresh tokens (RFC 6749 section 6). No `refreshToken` in the result means that the old one stays good.
 * An ID token in the answer is left out: to validate it would need the network again, and nothing may stand between
 * a rotated refresh token and the store.
 * @throws {ValetkeyError} `idp_refused` (`isGrantGone` tells whether for ever), `idp_unreachable` (try again later,
 * `findIdpFailure` may know when), `idp_answer_invalid`, `connection_misconfigured`, `egress_refused`.
 */
export async function refreshTokens(
  deps: Deps,
  connection: IdpConnection,
  refreshToken: Secret,
  scopes: readonly string[] = [],
): Promise<IdpTokens> {
  const { provider, options } = connection;
  const metadata = await findMetadata(deps, connection);
  const auth = await createClientAuth(connection);
  const scope = joinScopes(provider, options, [...scopes]);
  const additionalParameters = { ...(scope !== '' && { scope }), ...provider.tokenParameters?.(options) };
  const response = await guardAnswer('refresh', () =>
    refreshTokenGrantRequest(metadata, oauthClient(deps, connection), auth, refreshToken.reveal(), {
      ...requestOptions(deps),
      additionalParameters,
    }),
  );
  const { idToken: _unread, ...tokens } = await readTokenAnswer(deps.clock, connection, response);
  return tokens;
}
