import { managementScopes } from '../contract/index.ts';
import {
  countConfigurationChange,
  type Db,
  listResourceServers,
  renameResourceServer,
  saveResourceServer,
} from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** The audience of Management API tokens: fixed by our own address. */
export function managementAudience(issuer: string): string {
  return `${issuer}api/v2/`;
}

/**
 * The system API is there from the start, with Auth0's scopes; its lifetimes may have been changed since.
 * When the server got another address, its API goes along, with the grants that clients have for it.
 */
export async function ensureManagementApi(tenant: Tenant): Promise<void> {
  const identifier = managementAudience(tenant.issuer);
  const findSystemApi = async (db: Db) => (await listResourceServers(db)).find((server) => server.isSystem);
  if ((await findSystemApi(tenant.store.db))?.identifier === identifier) return;
  await tenant.store.transaction(async (db) => {
    await countConfigurationChange(db);
    const known = await findSystemApi(db);
    if (known) return renameResourceServer(db, known.identifier, identifier);
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
  });
}
