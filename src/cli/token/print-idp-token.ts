import type { TenantOptions } from '../settings.ts';
import { chooseIdentity, type IdentityWish } from '../tenant-client/choose-identity.ts';
import { openTenant } from '../tenant-client/open-tenant.ts';
import { readUser } from '../tenant-client/read-user.ts';
import { printJson, printResult } from '../terminal/terminal.ts';

export interface PrintIdpTokenOptions extends TenantOptions, IdentityWish {
  json?: boolean;
}

/** `valetkey idp-token USER`. */
export async function printIdpToken(userId: string, options: PrintIdpTokenOptions): Promise<void> {
  const reading = await readUser(openTenant(options), userId);
  const { connection, provider, user_id, access_token, expires_in } = chooseIdentity(reading, options);
  if (options.json) printJson({ connection, provider, user_id, access_token, expires_in });
  else printResult(access_token);
}
