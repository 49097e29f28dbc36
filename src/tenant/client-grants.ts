import { clientGrantSettings } from '../contract/index.ts';
import { listClientGrants } from '../storage/index.ts';
import type { ResourceServer } from './resource-servers.ts';
import type { Tenant } from './tenant.ts';

/** The scopes that a client may have at an API by itself; undefined without a client grant. */
export async function findGrantedScopes(
  tenant: Tenant,
  clientId: string,
  server: ResourceServer,
): Promise<readonly string[] | undefined> {
  const grants = await tenant.configuration.read(`client-grants:${clientId}`, () =>
    listClientGrants(tenant.store.db, clientId),
  );
  const grant = grants.find((one) => one.audience === server.identifier && one.subjectType === 'client');
  if (!grant) return undefined;
  const settings = clientGrantSettings.parse(grant.settings);
  if (settings.allow_all_scopes) return [...server.scopes];
  // A scope that was taken off the API since is not given any more.
  return settings.scope.filter((scope) => server.scopes.has(scope));
}
