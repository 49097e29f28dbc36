import { createHasher, open, seal } from '../base/index.ts';
import { createTenant, findSecret, findTenant, insertSecret, listSigningKeys } from '../storage/index.ts';
import { createConfigurationCache } from './configuration-cache.ts';
import { openKeys } from './keys/open-keys.ts';
import { ensureManagementApi } from './management-api.ts';
import { secretContext } from './sealed-contexts.ts';
import { makeFirstKeys } from './signing-keys/read-keys.ts';
import type { Tenant, TenantDependencies } from './tenant.ts';

const pepperName = 'pepper';

async function loadPepper({ store, keyring, ids }: TenantDependencies): Promise<Buffer> {
  const context = secretContext(pepperName);
  if (!(await findSecret(store.db, pepperName))) {
    await insertSecret(store.db, pepperName, seal(keyring, context, ids.token()));
  }
  return Buffer.from(open(keyring, context, (await findSecret(store.db, pepperName))!));
}

/**
 * Opens the tenant, and makes what every tenant has: pepper, signing keys, the Management API.
 * @throws {ValetkeyError} `key_unknown` when the database was sealed with a key that is not given.
 */
export async function openTenant(given: TenantDependencies): Promise<Tenant> {
  const { store, ids, clock } = given;
  const keys = await openKeys(given);
  const dependencies = { ...given, keyring: keys.keyring };
  await createTenant(store.db, ids.alphanumeric(16));
  const { tenantId } = (await findTenant(store.db))!;
  const tenant: Tenant = {
    ...dependencies,
    id: tenantId,
    keys,
    hash: createHasher(await loadPepper(dependencies)),
    configuration: createConfigurationCache(store, clock),
  };
  if ((await listSigningKeys(store.db)).length === 0) await makeFirstKeys(tenant, 'RS256');
  await ensureManagementApi(tenant);
  return tenant;
}
