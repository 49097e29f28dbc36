import { type Branding, branding } from '../contract/index.ts';
import { brandingMember } from './changes/branding.ts';
import { readSettings } from './settings.ts';
import type { Tenant } from './tenant.ts';

/** How the pages look; an empty object where the operator said nothing. */
export async function readBranding(tenant: Tenant): Promise<Branding> {
  return tenant.configuration.read('branding', async () => {
    const { [brandingMember]: stored } = await readSettings(tenant);
    return branding.safeParse(stored).data ?? {};
  });
}
