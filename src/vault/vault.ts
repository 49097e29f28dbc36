import type { IdpClient } from '../idp-client/index.ts';
import type { Db } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import type { RefreshOutcome } from './refresh/outcome.ts';
import { createVersionWatch, type VersionWatch } from './refresh/version-watch.ts';

/** A grant broke, or works again. Told inside the transaction that makes it so. */
export interface HealthChange {
  readonly kind: 'broken' | 'recovered';
  readonly identityId: string;
  readonly reason?: string;
}

/** What the vault works with. One for the whole process: it knows which refreshes are under way here. */
export interface Vault {
  readonly tenant: Tenant;
  readonly idpClient: IdpClient;
  /** Refreshes under way in this process, by identity. */
  readonly flights: Map<string, Promise<RefreshOutcome>>;
  /** Watches for refreshes of other nodes. */
  readonly versions: VersionWatch;
  onHealthChange(db: Db, change: HealthChange): Promise<void>;
}

export interface VaultParts {
  readonly tenant: Tenant;
  readonly idpClient: IdpClient;
  readonly onHealthChange?: Vault['onHealthChange'];
}

export function createVault({ tenant, idpClient, onHealthChange = async () => {} }: VaultParts): Vault {
  return { tenant, idpClient, flights: new Map(), versions: createVersionWatch(tenant.store), onHealthChange };
}
