import { createHash } from 'node:crypto';
import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import { consumeAuthorizationCode, revokeAuthorization } from '../../../storage/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { AuthorizationDetails } from '../../authorize/issue-code.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { type Parameters, requireParameter } from '../../parameters.ts';
import { readAudience } from '../../read-audience.ts';
import { answerForUser } from '../answer.ts';
import { issueRefreshToken, mayRefresh } from '../refresh-token.ts';
import type { Grant } from './grant.ts';

interface Redemption {
  readonly client: Client;
  /** Who got the code. */
  readonly clientId: string;
  readonly details: AuthorizationDetails;
  readonly parameters: Parameters;
  readonly dpopJkt: string | undefined;
}

const verifierForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/** RFC 7636 section 4.6; a verifier without a challenge is a downgrade that somebody tried (RFC 9700 section 4.8.2). */
function isVerified(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return (
    verifierForm.test(verifier) && equalSecrets(createHash('sha256').update(verifier).digest('base64url'), challenge)
  );
}

/** RFC 8707 section 2.2: a token request names nothing that the authorization request did not. */
async function isOtherResource(server: OauthServer, details: AuthorizationDetails, parameters: Parameters) {
  const { audience, asResource } = await readAudience(server, parameters);
  return asResource && audience !== details.audience;
}

/** Why this code may not be redeemed here; undefined when it may. */
async function findObjection(
  server: OauthServer,
  { client, clientId, details, parameters, dpopJkt }: Redemption,
): Promise<ValetkeyError | undefined> {
  if (clientId !== client.clientId) return new ValetkeyError('invalid_grant');
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === undefined ? details.redirectUriGiven : redirectUri !== details.redirectUri) {
    return new ValetkeyError('invalid_grant');
  }
  if (!isVerified(details.codeChallenge, parameters.get('code_verifier'))) {
    return new ValetkeyError('invalid_grant', { description: 'Failed to verify code verifier' });
  }
  if (details.dpopJkt !== undefined && details.dpopJkt !== dpopJkt) {
    return new ValetkeyError('invalid_dpop_proof', { description: 'The code is bound to another key' });
  }
  if (await isOtherResource(server, details, parameters)) return new ValetkeyError('invalid_target');
  return undefined;
}

/** RFC 6749 section 4.1.3. The code is spent by the first attempt, whatever comes of it. */
export const authorizationCode: Grant = async (server, client, parameters, dpopJkt) => {
  const { tenant } = server;
  const codeHash = tenant.hash('authorization-code', requireParameter(parameters, 'code'));
  const outcome = await tenant.store.transaction(async (db) => {
    const now = tenant.clock.now();
    const found = await consumeAuthorizationCode(db, codeHash, now);
    if (found.outcome !== 'consumed') return { objection: new ValetkeyError('invalid_grant') };
    const { authorization } = found;
    server.log.about({ userId: authorization.userId });
    const details = authorization.request as AuthorizationDetails;
    const objection = found.expired
      ? new ValetkeyError('invalid_grant')
      : await findObjection(server, { client, clientId: authorization.clientId, details, parameters, dpopJkt });
    if (objection !== undefined) {
      await revokeAuthorization(db, authorization.authorizationId, now);
      // Returned, not thrown: a throw would take the spending of the code back.
      return { objection };
    }
    const refreshToken = mayRefresh(client, details.scope)
      ? await issueRefreshToken(server, db, client, authorization.authorizationId, { dpopJkt })
      : undefined;
    const { audience, scope } = details;
    const input = { client, authorization, audience, scope, refreshToken, dpopJkt };
    return { answer: await answerForUser(server, db, input) };
  });
  if (outcome.answer) return outcome.answer;
  throw outcome.objection;
};
