import { ValetkeyError } from '../../../base/index.ts';
import { insertAuthorization, lockUser } from '../../../storage/index.ts';
import { findResourceServer, type ResourceServer } from '../../../tenant/index.ts';
import type { AuthorizationDetails } from '../../authorize/issue-code.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { readAudience } from '../../read-audience.ts';
import { allowedScopes } from '../../user-scopes.ts';
import { answerForUser } from '../answer.ts';
import type { Grant } from '../grants/grant.ts';
import type { Actor, ExchangeDecision, ExchangePolicy, ExchangeRequest } from './exchange-policy.ts';
import { accessTokenType, readExchange } from './read-exchange.ts';

export const exchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange';

function findPolicy({ exchangePolicies }: OauthServer, { client, subjectTokenType }: ExchangeRequest): ExchangePolicy {
  const policy = exchangePolicies?.get(subjectTokenType);
  if (!policy) {
    const shown = subjectTokenType.slice(0, 200);
    throw new ValetkeyError('invalid_request', { description: `Unsupported subject_token_type: ${shown}` });
  }
  if (client.confidential || policy.publicClients) return policy;
  throw new ValetkeyError('unauthorized_client', {
    description: `Grant type '${exchangeGrantType}' not allowed for the client.`,
  });
}

async function findTarget({ tenant }: OauthServer, { audience }: ExchangeRequest): Promise<ResourceServer | undefined> {
  if (audience === undefined) return undefined;
  const api = await findResourceServer(tenant, audience);
  if (api) return api;
  throw new ValetkeyError('invalid_target', { description: `Service not found: ${audience.slice(0, 300)}` });
}

/** What is given: what was asked for, as far as the subject token goes and the API knows it. */
function chooseScope(request: ExchangeRequest, decision: ExchangeDecision, api: ResourceServer | undefined) {
  const { client, scope: asked } = request;
  const wider = asked.filter((scope) => !decision.scope.includes(scope));
  if (wider.length > 0) {
    throw new ValetkeyError('invalid_scope', { description: 'The scope exceeds what the subject token may give' });
  }
  const wanted = asked.length > 0 ? asked : decision.scope;
  return allowedScopes(client, api, wanted).filter((scope) => scope !== 'offline_access');
}

/** RFC 8693 sections 4.1 and 4.4: who acts is said in the token, and must be who may. */
function chooseActor({ actor: claimed }: ExchangeRequest, decision: ExchangeDecision): Actor | undefined {
  const { actor, actedBefore, mayAct } = decision;
  if (claimed && !actor) throw new ValetkeyError('invalid_request', { description: 'actor_token is not valid' });
  if (mayAct && (mayAct.sub !== actor?.sub || (mayAct.iss ?? actor.iss) !== actor.iss)) {
    throw new ValetkeyError('invalid_request', { description: 'The actor may not act for this subject' });
  }
  return actor ? { ...actor, ...(actedBefore && { act: actedBefore }) } : actedBefore;
}

/**
 * Token exchange (RFC 8693): the frame. Which subject tokens there are, and what each is good for, policies say; that an
 * answer keeps within what the policy found is held here. No refresh token comes of it.
 */
export const tokenExchange: Grant = async (server, client, parameters, dpopJkt) => {
  const { tenant } = server;
  const { audience } = await readAudience(server, parameters);
  const request = { ...readExchange(client, parameters), audience };
  const policy = findPolicy(server, request);
  const api = await findTarget(server, request);
  const decision = await policy.decide(server, request);
  const scope = chooseScope(request, decision, api);
  const act = chooseActor(request, decision);
  const now = tenant.clock.now();
  const expiresBy = decision.subjectExpiresAt;
  if (expiresBy !== undefined && expiresBy - now < 1000) {
    throw new ValetkeyError('invalid_request', { description: 'The subject token has expired' });
  }
  const { userId, connectionId, authTime, sid } = decision;
  const details: AuthorizationDetails = {
    redirectUri: '',
    redirectUriGiven: false,
    codeChallenge: undefined,
    nonce: undefined,
    scope,
    audience: api?.identifier,
    sid: sid ?? '',
    authTime,
    connectionId,
  };
  const authorizationId = tenant.ids.token(16);
  const authorization = { authorizationId, clientId: client.clientId, userId, request: details };
  return tenant.store.transaction(async (db) => {
    if (!(await lockUser(db, userId))) throw new ValetkeyError('invalid_grant', { description: 'The user is gone' });
    await insertAuthorization(db, {
      ...authorization,
      sid,
      // There is no code: what nobody was given, nobody can redeem.
      codeHash: tenant.hash('authorization-code', tenant.ids.token()),
      codeExpiresAt: now,
      expiresAt: now,
    });
    const answer = await answerForUser(server, db, {
      client,
      authorization,
      audience: api?.identifier,
      scope,
      refreshToken: undefined,
      dpopJkt,
      exchange: { act, expiresBy },
    });
    return { ...answer, issued_token_type: accessTokenType };
  });
};
