import { cacheFolder, readTenantSettings, type TenantOptions, type TenantSettings } from '../settings.ts';
import { printWarning } from '../terminal/terminal.ts';
import { getToken, type ObtainedToken } from './get-token.ts';

/** A tenant as the commands use it: where it is, and a management token for it when one is needed. */
export interface Tenant {
  readonly settings: TenantSettings;
  getToken(wish?: { fresh?: boolean; refused?: string }): Promise<ObtainedToken>;
}

/** @throws {CommandFailure} a usage failure when settings are missing or wrong */
export function openTenant(options: TenantOptions): Tenant {
  const settings = readTenantSettings(options);
  const folder = cacheFolder();
  const onNotKept = (reason: string) => printWarning(`the token is not kept, because of ${folder}: ${reason}.`);
  return { settings, getToken: (wish) => getToken({ settings, folder, onNotKept, ...wish }) };
}
