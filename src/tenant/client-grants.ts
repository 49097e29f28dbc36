import { type ClientGrantSettings, clientGrantSettings } from '../contract/index.ts';
import { listClientGrants } from '../storage/index.ts';
import { managementAudience } from './management-api.ts';
import { findResourceServer } from './resource-servers.ts';
import { readSettings } from './settings.ts';
import type { Tenant } from './tenant.ts';

/** What one client may have of IdP tokens, below the tenant-wide scope. */
export interface TokenReadLimits {
  /** Names of connections; undefined for all. */
  readonly connections?: ReadonlySet<string>;
  /** Scopes of the IdP; a token that can do anything else is not given. Undefined for all. */
  readonly scopes?: ReadonlySet<string>;
  readonly refreshTokens: boolean;
}

/** The grant by which a client gets tokens for itself at an API. */
async function findOwnGrant(tenant: Tenant, clientId: string, audience: string) {
  const grants = await listClientGrants(tenant.store.db, clientId);
  const grant = grants.find((one) => one.audience === audience && one.subjectType === 'client');
  return grant && clientGrantSettings.parse(grant.settings);
}

/**
 * The scopes that a client may have at an API by itself; undefined without a client grant.
 * As long as nothing changes it gives the same set, so that callers can remember what they made of it.
 */
export async function findGrantedScopes(
  tenant: Tenant,
  clientId: string,
  audience: string,
): Promise<ReadonlySet<string> | undefined> {
  return tenant.configuration.read(`granted-scopes:${JSON.stringify([clientId, audience])}`, async () => {
    // Looked up in here: what is cached must not be made of something older.
    const server = await findResourceServer(tenant, audience);
    const grant = await findOwnGrant(tenant, clientId, audience);
    if (!server || !grant) return undefined;
    // A scope that was taken off the API since is not given any more.
    return grant.allow_all_scopes ? server.scopes : new Set(grant.scope.filter((scope) => server.scopes.has(scope)));
  });
}

function toSet(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names && new Set(names);
}

function toLimits(
  { connections, scopes, refresh_token }: NonNullable<ClientGrantSettings['idp_tokens']>,
  refreshTokensUnlessSaid: boolean,
): TokenReadLimits {
  const [connectionSet, scopeSet] = [toSet(connections), toSet(scopes)];
  return {
    ...(connectionSet && { connections: connectionSet }),
    ...(scopeSet && { scopes: scopeSet }),
    refreshTokens: refresh_token ?? refreshTokensUnlessSaid,
  };
}

/** What a client with the scope `read:user_idp_tokens` may read of IdP tokens. Cached: a hot read asks no database. */
export async function findTokenReadLimits(tenant: Tenant, clientId: string): Promise<TokenReadLimits> {
  return tenant.configuration.read(`token-read-limits:${clientId}`, async () => {
    const { idp_tokens: ofTenant } = await readSettings(tenant);
    const grant = await findOwnGrant(tenant, clientId, managementAudience(tenant.issuer));
    // The scope came with this grant. Where it is gone there is nothing to read.
    if (!grant) return { connections: new Set<string>(), refreshTokens: false };
    return toLimits(grant.idp_tokens ?? {}, ofTenant?.refresh_tokens_as_auth0 === true);
  });
}
