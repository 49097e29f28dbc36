import { type TenantSettings, tenantSettings } from '../contract/index.ts';
import { findTenant } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

export async function readSettings(tenant: Tenant): Promise<TenantSettings> {
  return tenant.configuration.read('settings', async () =>
    tenantSettings.parse((await findTenant(tenant.store.db))?.settings ?? {}),
  );
}
