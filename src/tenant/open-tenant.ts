import { createHasher, open, seal, ValetkeyError } from '../base/index.ts';
import {
  createTenant,
  findSecret,
  findTenant,
  insertKeyCanary,
  insertSecret,
  listKeyCanaries,
} from '../storage/index.ts';
import { createConfigurationCache } from './configuration-cache.ts';
import { ensureManagementApi } from './management-api.ts';
import { ensureSigningKeys } from './signing-keys.ts';
import type { Tenant, TenantDependencies } from './tenant.ts';

const canaryText = 'valetkey canary';
const pepperName = 'pepper';

/** V-08: a wrong key must show before anything is served or written. */
async function checkKeys({ store, keyring, clock }: TenantDependencies): Promise<void> {
  const canaries = await listKeyCanaries(store.db);
  for (const { keyId, sealed } of canaries) {
    if (!keyring.find(keyId)) {
      throw new ValetkeyError('key_unknown', {
        detail: `this database is sealed with key ${keyId}, and the key given is ${keyring.current.id}`,
      });
    }
    if (open(keyring, ['canary', keyId], sealed) !== canaryText) throw new ValetkeyError('sealed_value_damaged');
  }
  if (canaries.some(({ keyId }) => keyId === keyring.current.id)) return;
  const { id } = keyring.current;
  await insertKeyCanary(store.db, id, seal(keyring, ['canary', id], canaryText), clock.now());
}

async function loadPepper({ store, keyring, ids }: TenantDependencies): Promise<Buffer> {
  const context = ['secret', pepperName];
  if (!(await findSecret(store.db, pepperName))) {
    await insertSecret(store.db, pepperName, seal(keyring, context, ids.token()));
  }
  return Buffer.from(open(keyring, context, (await findSecret(store.db, pepperName))!));
}

/**
 * Opens the tenant, and makes what every tenant has: pepper, signing keys, the Management API.
 * @throws {ValetkeyError} `key_unknown` when the database was sealed with a key that is not given.
 */
export async function openTenant(dependencies: TenantDependencies): Promise<Tenant> {
  const { store, ids, clock } = dependencies;
  await checkKeys(dependencies);
  await createTenant(store.db, ids.alphanumeric(16));
  const { tenantId } = (await findTenant(store.db))!;
  const tenant: Tenant = {
    ...dependencies,
    id: tenantId,
    hash: createHasher(await loadPepper(dependencies)),
    configuration: createConfigurationCache(store, clock),
  };
  await ensureSigningKeys(tenant);
  await ensureManagementApi(tenant);
  return tenant;
}
