import { systemClock } from '../../base/index.ts';
import type { TenantOptions } from '../settings.ts';
import { openTenant } from '../tenant-client/open-tenant.ts';
import { printJson, printResult } from '../terminal/terminal.ts';

export interface PrintTokenOptions extends TenantOptions {
  fresh?: boolean;
  json?: boolean;
}

/** `valetkey token`. */
export async function printToken(options: PrintTokenOptions): Promise<void> {
  const { answer, expiresAt } = await openTenant(options).getToken({ fresh: options.fresh ?? false });
  if (!options.json) return printResult(answer.access_token);
  // A token from the file has aged: expires_in as it came would be a lie.
  const left = Math.max(0, Math.floor((expiresAt - systemClock.now()) / 1000));
  printJson(answer.expires_in === undefined ? answer : { ...answer, expires_in: left });
}
