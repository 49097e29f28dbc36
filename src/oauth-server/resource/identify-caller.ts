import { ValetkeyError } from '../../base/index.ts';
import { findLiveAccessToken } from '../../storage/index.ts';
import { type Client, findClient, findGrantedScopes, isTokenRevoked, managementAudience } from '../../tenant/index.ts';
import { countFailures } from '../count-failures.ts';
import type { OauthServer } from '../oauth-server.ts';
import { splitScope } from '../parameters.ts';
import { refuseWithoutSession } from '../test-client.ts';
import { currentUserScopesFor } from '../user-scopes.ts';
import { checkPossession } from './check-possession.ts';
import { type ResourceRequest, readAccessToken } from './read-access-token.ts';
import { type Claims, verifyOwnJwt } from './verify-jwt.ts';

/** Who calls the Management API, and what they may do there. */
export interface Caller {
  readonly clientId: string;
  /** The user that the token speaks for; undefined for a machine. */
  readonly userId: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** The scopes at the Management API that the caller may give to a client; undefined for all. */
  readonly mayHandOn?: ReadonlySet<string>;
}

const machineSubject = '@clients';
/** What a token's scope text comes to under what its client may have now: made once, because both seldom change. */
const scopesInForce = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();
const capacity = 1000;

function restrict(text: unknown, granted: ReadonlySet<string>): ReadonlySet<string> {
  const key = typeof text === 'string' ? text : '';
  let known = scopesInForce.get(granted);
  if (!known) {
    known = new Map();
    scopesInForce.set(granted, known);
  }
  let scopes = known.get(key);
  if (!scopes) {
    scopes = new Set(splitScope(key).filter((scope) => granted.has(scope)));
    if (known.size >= capacity) known.clear();
    known.set(key, scopes);
  }
  return scopes;
}

/** RS-15: what was issued is of no use when its client is gone or disabled, or when it was ended since. */
async function refuseEnded(
  { tenant }: OauthServer,
  { azp, client_id, jti, token_generation }: Claims,
): Promise<Client> {
  const named = azp ?? client_id;
  const client = typeof named === 'string' ? await findClient(tenant, named) : undefined;
  if (!client) throw new ValetkeyError('invalid_token', { detail: 'the client is gone' });
  const generation = typeof token_generation === 'number' ? token_generation : 0;
  if (generation < client.tokenGeneration)
    throw new ValetkeyError('invalid_token', { detail: 'ended with its client' });
  if (typeof jti === 'string' && (await isTokenRevoked(tenant, jti))) {
    throw new ValetkeyError('invalid_token', { detail: 'revoked by its id' });
  }
  await refuseWithoutSession(tenant, client.clientId, jti);
  return client;
}

/**
 * Checks the access token of a request to the Management API. A forged one costs the look-up of a key, or one verification.
 * @throws {ValetkeyError} in the words of auth0-wire section 1.7.
 */
export function identifyCaller(server: OauthServer, request: ResourceRequest): Promise<Caller> {
  return countFailures(server, 'management', () => identify(server, request));
}

async function identify(server: OauthServer, request: ResourceRequest): Promise<Caller> {
  const { tenant } = server;
  const presented = readAccessToken(request.authorization);
  const { token } = presented;
  const audience = managementAudience(tenant.issuer);
  const claims = await verifyOwnJwt(tenant, token, audience);
  const { sub, scope } = claims;
  if (typeof sub !== 'string') throw new ValetkeyError('invalid_token');
  const client = await refuseEnded(server, claims);
  const { clientId } = client;
  const { jkt } = (claims.cnf ?? {}) as { jkt?: unknown };
  if (sub === `${clientId}${machineSubject}`) {
    const granted = await findGrantedScopes(tenant, clientId, audience);
    if (!granted) throw new ValetkeyError('invalid_token', { detail: 'the client grant is gone' });
    await checkPossession(server, presented, jkt, request);
    return { clientId, userId: undefined, scopes: restrict(scope, granted) };
  }
  // A user's token may have been revoked since, and its user blocked.
  const live = await findLiveAccessToken(tenant.store.db, tenant.hash('access-token', token), tenant.clock.now());
  if (!live || live.userId !== sub) throw new ValetkeyError('invalid_token');
  await checkPossession(server, presented, jkt, request);
  return { clientId, userId: sub, scopes: restrict(scope, currentUserScopesFor(client)) };
}
