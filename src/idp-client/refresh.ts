import { refreshTokenGrantRequest } from 'oauth4webapi';
import { type Secret, ValetkeyError } from '../base/index.ts';
import { joinScopes } from '../providers/index.ts';
import { createClientAuth, type IdpConnection } from './connection.ts';
import { type Deps, oauthClient, requestOptions } from './deps.ts';
import { createFailure, findIdpFailure, guardAnswer } from './failure.ts';
import { findMetadata } from './metadata.ts';
import { type IdpTokens, readTokenAnswer } from './token-answer.ts';

/** What is done before the refresh token is shown to anybody: a failure of it leaves the token unspent. */
async function prepare(deps: Deps, connection: IdpConnection) {
  try {
    return { metadata: await findMetadata(deps, connection), auth: await createClientAuth(connection) };
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    throw createFailure(error.code, error.detail ?? error.code, { ...findIdpFailure(error), sent: false });
  }
}

/** An error page has no code, but it has a status, and that says that nothing was renewed. */
async function readAnswer(deps: Deps, connection: IdpConnection, response: Response): Promise<IdpTokens> {
  try {
    return await readTokenAnswer(deps.clock, connection, response);
  } catch (error) {
    if (response.ok || !(error instanceof ValetkeyError) || findIdpFailure(error)) throw error;
    throw createFailure(error.code, error.detail ?? error.code, { status: response.status });
  }
}

export interface RefreshOptions {
  /** Narrower than what was granted. */
  readonly scopes?: readonly string[];
  /** Called at the last moment before the refresh token leaves; what it throws stops the request. */
  readonly beforeSending?: () => void;
}

/**
 * Asks for fresh tokens (RFC 6749 section 6). No `refreshToken` in the result means that the old one stays good.
 * An ID token in the answer is left out: to validate it would need the network again, and nothing may stand between
 * a rotated refresh token and the store.
 * @throws {ValetkeyError} `idp_refused` (`isGrantGone` tells whether for ever), `idp_unreachable` (try again later,
 * `findIdpFailure` may know when), `idp_answer_invalid`, `connection_misconfigured`, `egress_refused`;
 * `isOutcomeUnknown` tells whether the refresh token may be spent.
 */
export async function refreshTokens(
  deps: Deps,
  connection: IdpConnection,
  refreshToken: Secret,
  { scopes = [], beforeSending }: RefreshOptions = {},
): Promise<IdpTokens> {
  const { provider, options } = connection;
  const { metadata, auth } = await prepare(deps, connection);
  const scope = joinScopes(provider, options, [...scopes]);
  const additionalParameters = { ...(scope !== '' && { scope }), ...provider.tokenParameters?.(options) };
  const response = await guardAnswer('refresh', () =>
    refreshTokenGrantRequest(metadata, oauthClient(deps, connection), auth, refreshToken.reveal(), {
      ...requestOptions({
        fetch(url, init) {
          beforeSending?.();
          return deps.fetch(url, init);
        },
      }),
      additionalParameters,
    }),
  );
  const { idToken: _unread, ...tokens } = await readAnswer(deps, connection, response);
  return tokens;
}
