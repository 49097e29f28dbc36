import { ValetkeyError } from '../../base/index.ts';
import { findLiveAccessToken, findUser } from '../../storage/index.ts';
import { findClient, readSettings } from '../../tenant/index.ts';
import { countFailures } from '../count-failures.ts';
import type { OauthServer } from '../oauth-server.ts';
import { splitScope } from '../parameters.ts';
import { claimsForScopes } from '../token/id-token.ts';
import { checkPossession } from './check-possession.ts';
import { type PresentedToken, type ResourceRequest, readAccessToken } from './read-access-token.ts';

/** RFC 6750 section 2.3 is for clients that can do no better, and for operators who have one (RFC 9700 section 4.3.2). */
async function findToken({ tenant }: OauthServer, request: ResourceRequest): Promise<PresentedToken> {
  const { authorization, queryToken } = request;
  const fromQuery = authorization === undefined && queryToken !== undefined;
  const allowed = fromQuery && (await readSettings(tenant)).flags?.userinfo_token_in_query === true;
  return readAccessToken(allowed ? `Bearer ${queryToken}` : authorization);
}

/**
 * GET and POST /userinfo (OpenID Connect Core section 5.3). Opaque tokens and JWTs alike are looked up by their hash:
 * only tokens that we issued to a user and did not revoke are there.
 * @throws {ValetkeyError} `invalid_token`, `insufficient_scope`, or what `readAccessToken` and `checkPossession` throw.
 */
export function userinfo(server: OauthServer, request: ResourceRequest): Promise<Record<string, unknown>> {
  return countFailures(server, 'userinfo', () => readClaims(server, request));
}

async function readClaims(server: OauthServer, request: ResourceRequest): Promise<Record<string, unknown>> {
  const { tenant } = server;
  const presented = await findToken(server, request);
  const tokenHash = tenant.hash('access-token', presented.token);
  const live = await findLiveAccessToken(tenant.store.db, tokenHash, tenant.clock.now());
  const user = live && (await findUser(tenant.store.db, live.userId));
  const client = live && (await findClient(tenant, live.clientId));
  if (!user || !client) throw new ValetkeyError('invalid_token');
  await checkPossession(server, presented, live.dpopJkt, request);
  const scope = splitScope(live.scope);
  if (!scope.includes('openid')) throw new ValetkeyError('insufficient_scope');
  return { sub: user.userId, ...claimsForScopes(user, scope) };
}
