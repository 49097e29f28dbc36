import { Secret, ValetkeyError } from '../../base/index.ts';
import type { ConnectionTry } from '../../contract/index.ts';
import { createIdpConnection, type IdpSignIn } from '../../idp-client/index.ts';
import { findIdentity, saveTryResult } from '../../storage/index.ts';
import { type Connection, findConnectionById } from '../../tenant/index.ts';
import { fingerprintToken, missingScopes } from '../../vault/index.ts';
import type { TryTransaction } from '../authorize/transactions.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, refuseRepeated } from '../parameters.ts';
import type { Reply } from '../reply.ts';

/** Characters of a profile that are worth showing. */
const longestProfile = 32_000;

function describe(
  { tenant }: OauthServer,
  { tokens, profile }: IdpSignIn,
  { scopesRequested }: TryTransaction,
): ConnectionTry {
  const { accessToken, refreshToken, expiresIn, scopesGranted } = tokens;
  const shown = JSON.stringify(profile).length > longestProfile ? {} : profile;
  return {
    state: 'done',
    profile: shown,
    scopes_granted: [...(scopesGranted ?? [])],
    scopes_missing: missingScopes(scopesRequested, scopesGranted),
    ...(expiresIn !== undefined && { expires_in: expiresIn }),
    has_refresh_token: refreshToken !== undefined,
    token_fingerprint: fingerprintToken(tenant.hash, accessToken),
  };
}

/**
 * What the try brought is of no use to anybody, and is taken back where it came from. Not so when the account is a
 * user's here: many IdPs end every token of an account at once, and that user's grant is to live.
 */
async function giveBack(server: OauthServer, connection: Connection, answer: IdpSignIn): Promise<void> {
  const { subject, issuer, tokens } = answer;
  const { db } = server.tenant.store;
  if (await findIdentity(db, { connectionId: connection.id, issuer, subject })) return;
  const kind = tokens.refreshToken === undefined ? 'access_token' : 'refresh_token';
  const token = new Secret(tokens.refreshToken ?? tokens.accessToken);
  try {
    await server.idpClient.revokeGrant(createIdpConnection(connection), { token, kind, subject });
  } catch (error) {
    // It is forgotten in any case, and ends by itself.
    if (!(error instanceof ValetkeyError)) throw error;
  }
}

async function attempt(server: OauthServer, transaction: TryTransaction, parameters: Parameters) {
  const connection = await findConnectionById(server.tenant, transaction.connectionId);
  if (!connection) throw new ValetkeyError('unknown_connection');
  server.log.about({ connection: connection.name });
  refuseRepeated(parameters);
  const answer = await server.idpClient.exchangeCode(createIdpConnection(connection), {
    callback: parameters.toRecord(),
    codeVerifier: transaction.codeVerifier,
    nonce: transaction.nonce,
  });
  await giveBack(server, connection, answer);
  return describe(server, answer, transaction);
}

/** The IdP's answer to a try. Nobody is signed in, and no token is kept: the result alone is, for who began it. */
export async function finishTry(
  server: OauthServer,
  transaction: TryTransaction,
  parameters: Parameters,
): Promise<Reply> {
  let result: ConnectionTry;
  try {
    result = await attempt(server, transaction, parameters);
    server.log.write('sapi', { description: 'A connection was tried' });
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('fapi', error, { description: 'A connection was tried, and the sign-in failed' });
    result = { state: 'failed', error: { code: error.code, message: error.description } };
  }
  await saveTryResult(server.tenant.store.db, transaction.tryId, result);
  return { kind: 'page', model: { page: 'tried' } };
}
