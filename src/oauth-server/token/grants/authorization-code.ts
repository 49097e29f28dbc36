import { createHash } from 'node:crypto';
import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import { consumeAuthorizationCode, revokeAuthorization } from '../../../storage/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { AuthorizationDetails } from '../../authorize/issue-code.ts';
import { type Parameters, requireParameter } from '../../parameters.ts';
import { answerForUser } from '../answer.ts';
import { issueRefreshToken, mayRefresh } from '../refresh-token.ts';
import type { Grant } from './grant.ts';

const verifierForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/** RFC 7636 section 4.6; a verifier without a challenge is a downgrade that somebody tried (RFC 9700 section 4.8.2). */
function isVerified(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return (
    verifierForm.test(verifier) && equalSecrets(createHash('sha256').update(verifier).digest('base64url'), challenge)
  );
}

/** Why this code may not be redeemed here; undefined when it may. */
function findObjection(client: Client, clientId: string, details: AuthorizationDetails, parameters: Parameters) {
  if (clientId !== client.clientId) return 'Invalid authorization code';
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === undefined ? details.redirectUriGiven : redirectUri !== details.redirectUri) {
    return 'Invalid authorization code';
  }
  if (!isVerified(details.codeChallenge, parameters.get('code_verifier'))) return 'Failed to verify code verifier';
  return undefined;
}

/** RFC 6749 section 4.1.3. The code is spent by the first attempt, whatever comes of it. */
export const authorizationCode: Grant = async (server, client, parameters) => {
  const { tenant } = server;
  const codeHash = tenant.hash('authorization-code', requireParameter(parameters, 'code'));
  const outcome = await tenant.store.transaction(async (db) => {
    const now = tenant.clock.now();
    const found = await consumeAuthorizationCode(db, codeHash, now);
    if (found.outcome !== 'consumed') return { objection: 'Invalid authorization code' };
    const { authorization } = found;
    const details = authorization.request as AuthorizationDetails;
    const objection = found.expired
      ? 'Invalid authorization code'
      : findObjection(client, authorization.clientId, details, parameters);
    if (objection !== undefined) {
      await revokeAuthorization(db, authorization.authorizationId, now);
      // Returned, not thrown: a throw would take the spending of the code back.
      return { objection };
    }
    const refreshToken = mayRefresh(client, details.scope)
      ? await issueRefreshToken(server, db, client, authorization.authorizationId)
      : undefined;
    const { audience, scope } = details;
    return { answer: await answerForUser(server, db, { client, authorization, audience, scope, refreshToken }) };
  });
  if (outcome.answer) return outcome.answer;
  throw new ValetkeyError('invalid_grant', { description: outcome.objection });
};
