import { ValetkeyError } from '../../base/index.ts';
import { createIdpConnection, findIdpFailure, type IdpConnection, isGrantGone } from '../../idp-client/index.ts';
import {
  type ClaimedRevocation,
  findForgottenConnection,
  finishRevocation,
  postponeRevocation,
  renewRevocationTokens,
} from '../../storage/index.ts';
import { type Connection, findConnectionById, openConnection } from '../../tenant/index.ts';
import { isRebound } from '../connection-binding.ts';
import type { Vault } from '../vault.ts';
import { openTokens, type RevocationTokens, sealTokens, secretOf } from './queue-revocation.ts';
import { waitAfter } from './retry-times.ts';

/** What an attempt came to; `again` means later, if there are tries left. */
export type AttemptEnd =
  | { readonly end: 'done' | 'failed' | 'not_supported'; readonly outcome: string }
  | {
      readonly end: 'again';
      readonly outcome: string;
      readonly retryAfter?: number | undefined;
      /** When it was no failure that is expected. */
      readonly error?: unknown;
    };

/** Milliseconds of life below which an access token is renewed before it is shown to the IdP. */
const leastLife = 30_000;

async function findTarget({ tenant }: Vault, connectionId: string): Promise<Connection | undefined> {
  const connection = await findConnectionById(tenant, connectionId);
  if (connection) return connection;
  const forgotten = await findForgottenConnection(tenant.store.db, connectionId);
  return forgotten && openConnection(tenant, forgotten);
}

/**
 * An access token for the IdPs' own ways. One that is over is renewed first, and what the IdP gave is kept in the queue
 * before it is used: the refresh token may be spent by then.
 */
async function obtainAccessToken(
  vault: Vault,
  connection: IdpConnection,
  { record }: ClaimedRevocation,
  tokens: RevocationTokens,
) {
  const { accessToken, accessTokenExpiresAt = Number.POSITIVE_INFINITY } = tokens;
  const refreshToken = secretOf(tokens.refreshToken);
  const lives = accessTokenExpiresAt - vault.tenant.clock.now() >= leastLife;
  if (!refreshToken || (accessToken !== undefined && lives)) return secretOf(accessToken);
  const fresh = await vault.idpClient.refreshTokens(connection, refreshToken);
  const renewed: RevocationTokens = {
    refreshToken: fresh.refreshToken ?? refreshToken.reveal(),
    accessToken: fresh.accessToken,
    ...(fresh.expiresIn !== undefined && { accessTokenExpiresAt: fresh.receivedAt + fresh.expiresIn * 1000 }),
  };
  await renewRevocationTokens(vault.tenant.store.db, record, sealTokens(vault, record, renewed));
  return secretOf(renewed.accessToken);
}

async function askIdp(vault: Vault, claimed: ClaimedRevocation, connection: Connection): Promise<AttemptEnd> {
  const { record } = claimed;
  const idpConnection = createIdpConnection(connection);
  const tokens = openTokens(vault, claimed);
  const kind = record.way === 'rfc7009' && tokens.refreshToken !== undefined ? 'refresh_token' : 'access_token';
  const token =
    record.way === 'rfc7009'
      ? secretOf(tokens.refreshToken ?? tokens.accessToken)
      : await obtainAccessToken(vault, idpConnection, claimed, tokens);
  if (!token) return { end: 'done', outcome: 'unknown_token' };
  const outcome = await vault.idpClient.revokeGrant(idpConnection, { token, kind, subject: record.subject });
  return { end: outcome === 'not_supported' ? outcome : 'done', outcome };
}

/** One attempt, without a transaction; whatever the IdP said is told in a word of ours. */
async function tryOnce(vault: Vault, claimed: ClaimedRevocation): Promise<AttemptEnd> {
  const { record } = claimed;
  const connection = await findTarget(vault, record.connectionId);
  if (!connection) return { end: 'failed', outcome: 'connection_gone' };
  if (isRebound(record, connection)) return { end: 'failed', outcome: 'connection_changed' };
  try {
    return await askIdp(vault, claimed, connection);
  } catch (error) {
    if (!(error instanceof ValetkeyError)) return { end: 'again', outcome: 'internal_error', error };
    if (error.code === 'sealed_value_damaged') return { end: 'failed', outcome: 'token_unreadable' };
    // The refresh before the revocation found that there is nothing left to revoke.
    if (isGrantGone(error, connection.provider)) return { end: 'done', outcome: 'unknown_token' };
    return { end: 'again', outcome: error.code, retryAfter: findIdpFailure(error)?.retryAfter };
  }
}

/** Attempts one revocation that this process holds the claim to, and writes down how it went. */
export async function attemptRevocation(vault: Vault, claimed: ClaimedRevocation): Promise<AttemptEnd> {
  const { db } = vault.tenant.store;
  const { record } = claimed;
  const result = await tryOnce(vault, claimed);
  const { outcome } = result;
  const now = vault.tenant.clock.now();
  if (result.end !== 'again') {
    await finishRevocation(db, record, { state: result.end, outcome, now });
    return result;
  }
  const wait = waitAfter(record.attempts, result.retryAfter);
  if (wait !== undefined) {
    await postponeRevocation(db, record, { outcome, nextAttemptAt: now + wait });
    return result;
  }
  await finishRevocation(db, record, { state: 'failed', outcome, now });
  return { end: 'failed', outcome };
}
