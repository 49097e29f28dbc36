import { type CustomTexts, customTexts } from '../contract/index.ts';
import { customTextMember } from './changes/custom-text.ts';
import { readSettings } from './settings.ts';
import type { Tenant } from './tenant.ts';

/** The texts that the operator wrote for the pages; an empty object where there are none. */
export async function readCustomTexts(tenant: Tenant): Promise<CustomTexts> {
  return tenant.configuration.read('custom texts', async () => {
    const { [customTextMember]: stored } = await readSettings(tenant);
    return customTexts.safeParse(stored).data ?? {};
  });
}
