import { ValetkeyError } from '../../base/index.ts';
import { findLiveAccessToken } from '../../storage/index.ts';
import { findClient, managementAudience } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { splitScope } from '../parameters.ts';
import { readBearer } from './read-bearer.ts';
import { verifyOwnJwt } from './verify-jwt.ts';

/** Who calls the Management API, and what they may do there. */
export interface Caller {
  readonly clientId: string;
  /** The user that the token speaks for; undefined for a machine. */
  readonly userId: string | undefined;
  readonly scopes: ReadonlySet<string>;
}

const machineSubject = '@clients';
/** Scope texts are few and long: splitting each once is enough. */
const splitScopes = new Map<string, ReadonlySet<string>>();

function scopesOf(text: unknown): ReadonlySet<string> {
  const key = typeof text === 'string' ? text : '';
  let scopes = splitScopes.get(key);
  if (!scopes) {
    scopes = new Set(splitScope(key));
    if (splitScopes.size >= 1000) splitScopes.clear();
    splitScopes.set(key, scopes);
  }
  return scopes;
}

/**
 * Checks a bearer token for the Management API.
 * @throws {ValetkeyError} in the words of auth0-wire section 1.7.
 */
export async function identifyCaller(server: OauthServer, authorization: string | undefined): Promise<Caller> {
  const { tenant } = server;
  const token = readBearer(authorization);
  const claims = await verifyOwnJwt(tenant, token, managementAudience(tenant.issuer));
  const { azp, sub } = claims;
  if (typeof azp !== 'string' || typeof sub !== 'string') throw new ValetkeyError('invalid_token');
  if (!(await findClient(tenant, azp))) throw new ValetkeyError('invalid_token', { detail: 'the client is gone' });
  if (sub === `${azp}${machineSubject}`) return { clientId: azp, userId: undefined, scopes: scopesOf(claims.scope) };
  // A user's token may have been revoked since, and its user blocked.
  const live = await findLiveAccessToken(tenant.store.db, tenant.hash('access-token', token), tenant.clock.now());
  if (!live || live.userId !== sub) throw new ValetkeyError('invalid_token');
  return { clientId: azp, userId: sub, scopes: scopesOf(claims.scope) };
}
