import { CommandFailure } from '../failure.ts';
import { explainUserError } from './explain-user-error.ts';
import type { ObtainedToken } from './get-token.ts';
import type { Tenant } from './open-tenant.ts';
import { isHeaderSafe, isObject, type JsonObject, readJsonObject } from './read-json.ts';
import { send } from './send.ts';

/** An element of `identities[]`, as far as the command line needs it. */
export interface Identity {
  readonly connection: string;
  readonly provider: string;
  /** Without the provider in front; some IdPs have numbers. */
  readonly user_id: string | number;
  readonly access_token?: string;
  /** Seconds. */
  readonly expires_in?: number;
}

export interface UserReading {
  readonly identities: readonly Identity[];
  /** Scopes of the management token that was used; undefined when the tenant did not say. */
  readonly scopes: readonly string[] | undefined;
}

export const idpTokenScope = 'read:user_idp_tokens';

function scopesOf(token: ObtainedToken): string[] | undefined {
  return typeof token.answer.scope === 'string' ? token.answer.scope.split(' ') : undefined;
}

function isIdentity(value: unknown): value is Identity {
  if (!isObject(value) || typeof value.connection !== 'string' || typeof value.provider !== 'string') return false;
  if (typeof value.user_id !== 'string' && typeof value.user_id !== 'number') return false;
  const token = value.access_token;
  return token === undefined || (typeof token === 'string' && isHeaderSafe(token));
}

async function request(tenant: Tenant, userId: string, token: ObtainedToken): Promise<Response> {
  return send(new URL(`${tenant.settings.issuer}api/v2/users/${encodeURIComponent(userId)}`), {
    method: 'GET',
    headers: new Headers({ accept: 'application/json', authorization: `Bearer ${token.answer.access_token}` }),
  });
}

/** A kept token can be older than a change of the signing keys (401) or of the client's scopes (403, or no IdP tokens). */
function mayBeOutdated(token: ObtainedToken, response: Response): boolean {
  if (!token.fromFile) return false;
  if (response.status === 401 || response.status === 403) return true;
  return response.ok && scopesOf(token)?.includes(idpTokenScope) === false;
}

function readIdentities(body: JsonObject | undefined, tenant: Tenant): Identity[] {
  const identities = body?.identities;
  if (Array.isArray(identities) && identities.every(isIdentity)) return identities;
  throw new CommandFailure(`${tenant.settings.issuer}api/v2/users/ answered without a usable user; check --domain.`);
}

/**
 * GET /api/v2/users/{id}: the user's identities, with the IdPs' tokens if the client may read them. A kept management
 * token that does not serve is replaced once.
 * @throws {CommandFailure}
 */
export async function readUser(tenant: Tenant, userId: string): Promise<UserReading> {
  let token = await tenant.getToken();
  let response = await request(tenant, userId, token);
  if (mayBeOutdated(token, response)) {
    await response.body?.cancel();
    token = await tenant.getToken({ refused: token.answer.access_token, fresh: true });
    response = await request(tenant, userId, token);
  }
  const body = await readJsonObject(response);
  if (!response.ok) throw explainUserError(response, body, { userId, settings: tenant.settings });
  return { identities: readIdentities(body, tenant), scopes: scopesOf(token) };
}
