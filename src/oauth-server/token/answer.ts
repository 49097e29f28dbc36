import { ValetkeyError } from '../../base/index.ts';
import {
  type AuthorizationRecord,
  type Db,
  extendAuthorization,
  findUser,
  insertAccessToken,
} from '../../storage/index.ts';
import { type Client, findConnectionById, isEnabledFor } from '../../tenant/index.ts';
import type { AuthorizationDetails } from '../authorize/issue-code.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type ExchangedToken, issueUserToken } from './access-token.ts';
import { issueIdToken } from './id-token.ts';

/** Answer of RFC 6749 section 5.1, with the ID token of OpenID Connect Core section 3.1.3.3. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly scope?: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly token_type: 'Bearer' | 'DPoP';
  /** RFC 8693 section 2.2.1. */
  readonly issued_token_type?: string;
}

export interface AnswerInput {
  readonly client: Client;
  readonly authorization: AuthorizationRecord;
  /** The API that the token is for; undefined for none. */
  readonly audience: string | undefined;
  readonly scope: readonly string[];
  /** Makes the refresh token of this answer, if there is to be one. */
  readonly refreshToken: string | undefined;
  /** Of a token exchange. */
  readonly exchange?: ExchangedToken;
  /** Thumbprint of the key that the access token is bound to. */
  readonly dpopJkt: string | undefined;
  /** The consent that this token rests on, where that is another one than the sign-in's. */
  readonly userGrantId?: string | undefined;
}

/**
 * Makes the tokens of a user and records the access token, so that it can be revoked. Runs in the caller's transaction.
 * @throws {ValetkeyError} `invalid_grant` when the user is gone or blocked, or may not come by that connection any more.
 */
export async function answerForUser(server: OauthServer, db: Db, input: AnswerInput): Promise<TokenAnswer> {
  const { tenant } = server;
  const { client, authorization, audience, scope, refreshToken, dpopJkt, exchange } = input;
  const details = authorization.request as AuthorizationDetails;
  server.log.about({ userId: authorization.userId, audience, scope: scope.join(' ') });
  const user = await findUser(db, authorization.userId);
  const connection = await findConnectionById(tenant, details.connectionId);
  server.log.about({ connection: connection?.name });
  const mayCome = connection !== undefined && isEnabledFor(connection, client.clientId);
  if (!user || user.blocked || !mayCome) throw new ValetkeyError('invalid_grant');
  const { token, expiresIn } = await issueUserToken(server, {
    client,
    userId: user.userId,
    audience,
    scope,
    exchange,
    dpopJkt,
  });
  const expiresAt = tenant.clock.now() + expiresIn * 1000;
  await insertAccessToken(db, {
    tokenHash: tenant.hash('access-token', token),
    authorizationId: authorization.authorizationId,
    scope: scope.join(' '),
    expiresAt,
    dpopJkt: dpopJkt ?? null,
    userGrantId: input.userGrantId,
  });
  await extendAuthorization(db, authorization.authorizationId, expiresAt);
  return {
    access_token: token,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    // The sign-in was not this client's: it gets no statement about it.
    ...(scope.includes('openid') &&
      !exchange && {
        id_token: await issueIdToken(server, { client, user, details, scope, accessToken: token }),
      }),
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    expires_in: expiresIn,
    token_type: dpopJkt === undefined ? 'Bearer' : 'DPoP',
  };
}
