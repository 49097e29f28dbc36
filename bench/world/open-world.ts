import { createKeyEncryptionKey, createKeyring, randomIds, systemClock } from '../../src/base/index.ts';
import { openStore } from '../../src/storage/index.ts';
import { openTenant, type Tenant } from '../../src/tenant/index.ts';
import type { World } from './world.ts';

export function issuerOf(world: World): string {
  return `http://localhost:${world.port}/`;
}

/** Opens the tenant of this world in this process. */
export async function openWorld(world: World): Promise<{ tenant: Tenant; close(): Promise<void> }> {
  const store = await openStore({ url: `sqlite:${world.folder}/valetkey.db` });
  const keyring = createKeyring(createKeyEncryptionKey(Buffer.from(world.key, 'base64')));
  const tenant = await openTenant({ store, keyring, clock: systemClock, ids: randomIds, issuer: issuerOf(world) });
  return { tenant, close: () => store.close() };
}
