import { revocationRequest } from 'oauth4webapi';
import type { Secret } from '../base/index.ts';
import { createClientAuth, type IdpConnection } from './connection.ts';
import { type Deps, oauthClient, requestOptions } from './deps.ts';
import { cleanErrorCode, createFailure, guardAnswer } from './failure.ts';
import { findMetadata } from './metadata.ts';
import { isTemporary } from './token-answer.ts';

/**
 * Takes a token back at the IdP (RFC 7009). False when the connection's IdP has no such endpoint.
 * @throws {ValetkeyError} `idp_unreachable` (try again later), `idp_refused`, `connection_misconfigured`, `egress_refused`.
 */
export async function revokeToken(
  deps: Deps,
  connection: IdpConnection,
  token: Secret,
  kind: 'access_token' | 'refresh_token',
): Promise<boolean> {
  const metadata = await findMetadata(deps, connection);
  const { revocation } = connection.provider;
  if (metadata.revocation_endpoint === undefined || (revocation && revocation.way !== 'rfc7009')) return false;
  const auth = await createClientAuth(connection);
  const response = await guardAnswer('revocation', () =>
    revocationRequest(metadata, oauthClient(deps, connection), auth, token.reveal(), {
      ...requestOptions(deps),
      additionalParameters: { token_type_hint: kind },
    }),
  );
  if (response.ok) return true;
  const answer = (await response.json().catch(() => ({}))) as { error?: unknown } | null;
  const error = cleanErrorCode(answer?.error);
  const code = isTemporary(response.status, error) ? 'idp_unreachable' : 'idp_refused';
  const detail = `revocation: status ${response.status}, error ${error ?? 'none'}`;
  throw createFailure(code, detail, { status: response.status, ...(error && { error }) });
}
