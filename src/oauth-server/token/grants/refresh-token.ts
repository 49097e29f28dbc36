import { ValetkeyError } from '../../../base/index.ts';
import {
  type Db,
  type FoundRefreshToken,
  findRefreshToken,
  revokeAuthorization,
  rotateRefreshToken,
  touchRefreshToken,
} from '../../../storage/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { requireParameter, splitScope } from '../../parameters.ts';
import { readNamedAudience } from '../../read-audience.ts';
import { answerForUser, type TokenAnswer } from '../answer.ts';
import { findRefreshTarget } from '../refresh-target.ts';
import { idleLimit, issueRefreshToken, refreshRules } from '../refresh-token.ts';
import type { Grant } from './grant.ts';

const unknown = 'Unknown or invalid refresh token.';

function isAlive(token: FoundRefreshToken, now: number): boolean {
  if (token.revoked || token.userBlocked) return false;
  return [token.expiresAt, token.idleExpiresAt].every((limit) => limit === null || limit > now);
}

/**
 * Whether somebody comes with a token that was replaced. It is good for another one within the leeway, for clients
 * whose first answer got lost; after it, somebody else has it, and the whole family ends (RFC 9700 section 4.14.2).
 * @param replacedFor milliseconds; a clock that was set back makes it negative, which must not pass for a moment ago
 */
function isReuse(client: Client, replacedFor: number | null): boolean {
  const rules = refreshRules(client);
  if (replacedFor === null) return false;
  return rules.rotation_type === 'non-rotating' || Math.abs(replacedFor) >= rules.leeway * 1000;
}

/** The refresh token of the answer; none when the client's tokens do not rotate. */
async function rotate(
  server: OauthServer,
  db: Db,
  client: Client,
  token: FoundRefreshToken,
  dpopJkt: string | undefined,
): Promise<{ refreshToken?: string; reused?: boolean }> {
  const rules = refreshRules(client);
  const now = server.tenant.clock.now();
  if (rules.rotation_type === 'non-rotating') {
    await touchRefreshToken(db, token.tokenHash, idleLimit(rules, now));
    return {};
  }
  const first = await rotateRefreshToken(db, token.tokenHash, now);
  // Another request may have been faster since this token was read.
  if (!first && isReuse(client, token.replacedFor ?? 0)) return { reused: true };
  return {
    refreshToken: await issueRefreshToken(server, db, client, token.authorizationId, { dpopJkt, inherited: token }),
  };
}

/** Returned and not thrown: a throw would take the revocation back. */
async function endFamily(db: Db, token: FoundRefreshToken, now: number) {
  await revokeAuthorization(db, token.authorizationId, now);
  return { reused: true };
}

/** RFC 6749 section 6; with `audience` also for the APIs that the client's policies name. */
export const refreshToken: Grant = async (server, client, parameters, dpopJkt) => {
  const { tenant } = server;
  const tokenHash = tenant.hash('refresh-token', requireParameter(parameters, 'refresh_token'));
  const asked = splitScope(parameters.get('scope'));
  const named = await readNamedAudience(server, parameters);
  type Outcome = { answer?: TokenAnswer; wider?: readonly string[]; reused?: boolean };
  const outcome = await tenant.store.transaction(async (db): Promise<Outcome> => {
    const now = tenant.clock.now();
    const token = await findRefreshToken(db, tokenHash, now);
    if (!token || token.authorization.clientId !== client.clientId) return {};
    server.log.about({ userId: token.authorization.userId });
    if (!isAlive(token, now)) return {};
    // RFC 9449 section 5. Whoever has the token without its key is not told more than that it does not work.
    if (token.dpopJkt !== null && token.dpopJkt !== dpopJkt) return {};
    // Reuse comes first: a thief who asks for too much is a thief all the same.
    if (isReuse(client, token.replacedFor)) return endFamily(db, token, now);
    const { authorization } = token;
    const target = await findRefreshTarget(server, db, client, authorization, named);
    const wider = asked.filter((scope) => !target.granted.includes(scope));
    if (wider.some((scope) => target.unconsented.includes(scope))) throw new ValetkeyError('consent_required');
    if (wider.length > 0) return { wider };
    const { refreshToken: next, reused } = await rotate(server, db, client, token, dpopJkt);
    if (reused) return endFamily(db, token, now);
    // A scope that was taken off the API since is not given any more.
    const scope = target.filter(asked.length > 0 ? asked : target.granted);
    const { audience, userGrantId } = target;
    const input = { client, authorization, audience, scope, refreshToken: next, dpopJkt, userGrantId };
    return { answer: await answerForUser(server, db, input) };
  });
  if (outcome.answer) return outcome.answer;
  if (outcome.wider) {
    throw new ValetkeyError('invalid_scope', {
      description: 'The scope exceeds what was granted with the refresh token',
    });
  }
  if (outcome.reused) throw new ValetkeyError('refresh_token_reused');
  throw new ValetkeyError('invalid_grant', { description: unknown });
};
