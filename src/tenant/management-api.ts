import { managementScopes } from '../contract/index.ts';
import { countConfigurationChange, listResourceServers, saveResourceServer } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** The audience of Management API tokens: fixed by our own address. */
export function managementAudience(issuer: string): string {
  return `${issuer}api/v2/`;
}

/** The system API is there from the start, with Auth0's scopes; its lifetimes may have been changed since. */
export async function ensureManagementApi(tenant: Tenant): Promise<void> {
  const identifier = managementAudience(tenant.issuer);
  const known = await listResourceServers(tenant.store.db);
  if (known.some((server) => server.identifier === identifier)) return;
  await tenant.store.transaction(async (db) => {
    await saveResourceServer(db, {
      resourceServerId: tenant.ids.alphanumeric(24),
      identifier,
      isSystem: true,
      settings: {
        name: 'Valetkey Management API',
        scopes: managementScopes,
        signing_alg: 'RS256',
        token_lifetime: 86_400,
        token_lifetime_for_web: 7_200,
        allow_offline_access: false,
        skip_consent_for_verifiable_first_party_clients: false,
      },
    });
    await countConfigurationChange(db);
  });
}
