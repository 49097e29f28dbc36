import { ValetkeyError } from '../base/index.ts';
import { callIdpApi, refreshIdpGrant, revealIdpToken } from '../contract/index.ts';
import { recordReveal } from '../events/index.ts';
import { createIdpConnection } from '../idp-client/index.ts';
import { findConnectionById } from '../tenant/index.ts';
import { findGrant, readAccessToken, refreshGrant } from '../users/index.ts';
import { fingerprintToken, isRebound, type TokenReadProof } from '../vault/index.ts';
import { maskTokens } from './mask-tokens.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

const nameOf = ({ provider, user_id: idpUserId }: { provider: string; user_id: string }) => ({ provider, idpUserId });

function requireProof(proof: TokenReadProof | undefined): TokenReadProof {
  if (!proof) throw new ValetkeyError('insufficient_scope');
  return proof;
}

export const grantOperations: readonly DashboardOperation[] = [
  serve(refreshIdpGrant, async ({ dashboard: { vault }, params }) =>
    answer(200, await refreshGrant(vault, params.id, nameOf(params))),
  ),

  serve(callIdpApi, async ({ dashboard: { vault }, params, body, proof, requestId }) => {
    const read = await readAccessToken(vault, requireProof(proof), params.id, nameOf(params));
    const connection = await findConnectionById(vault.tenant, read.identity.connectionId);
    if (!connection) throw new ValetkeyError('unknown_connection');
    if (isRebound(read.record, connection)) {
      throw new ValetkeyError('no_idp_token', {
        description: 'The connection was pointed elsewhere since the token was given, and the token stays here.',
      });
    }
    const began = performance.now();
    const answered = await vault.idpClient.callProfile(createIdpConnection(connection), read.accessToken);
    if (!answered) {
      throw new ValetkeyError('operation_not_supported', {
        description: 'This provider has no profile endpoint: what it says of users is in the ID token.',
      });
    }
    const { status, contentType, text } = answered;
    const shown = {
      status,
      duration_ms: Math.round(performance.now() - began),
      ...(contentType !== undefined && { content_type: contentType.slice(0, 200) }),
      ...maskTokens(text, read.accessToken.reveal()),
    };
    return { ...answer(200, shown), details: { request_id: requestId, ...(body.reason && { reason: body.reason }) } };
  }),

  serve(revealIdpToken, async ({ dashboard, params, body, proof, session, requestId }) => {
    const { vault } = dashboard;
    if (!dashboard.revealAllowed) throw new ValetkeyError('reveal_off');
    const { grant } = await findGrant(vault, params.id, nameOf(params));
    await recordReveal(vault.tenant, grant.identityId, session.administratorId);
    const read = await readAccessToken(vault, requireProof(proof), params.id, nameOf(params));
    const token = read.accessToken.reveal();
    const shown = {
      access_token: token,
      ...(read.expiresIn !== undefined && { expires_in: read.expiresIn }),
      fingerprint: fingerprintToken(vault.tenant.hash, token),
    };
    return { ...answer(200, shown), details: { request_id: requestId, reason: body.reason } };
  }),
];
