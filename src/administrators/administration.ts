import type { Tenant } from '../tenant/index.ts';
import { createPasswordHasher, type PasswordHasher } from './passwords/password-hasher.ts';

/** What this room works with. One for the whole process: it bounds how many passwords are hashed at once. */
export interface Administration {
  readonly tenant: Tenant;
  readonly passwords: PasswordHasher;
}

export function createAdministration(tenant: Tenant): Administration {
  return { tenant, passwords: createPasswordHasher(tenant.hash) };
}

/** Two addresses are the same account when only case tells them apart: nobody is to have a double by a capital letter. */
export function emailKeyOf(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
