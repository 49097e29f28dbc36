import type { Clock, HashSecret, Ids, Keyring } from '../base/index.ts';
import type { Store } from '../storage/index.ts';
import type { ConfigurationCache } from './configuration-cache.ts';
import type { SealingKeys } from './keys/open-keys.ts';

/** What the rest of the house is given to work with. */
export interface TenantDependencies {
  readonly store: Store;
  /** Once the tenant is open: seals with the key that the database names. */
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Public base URL with a slash at the end: `iss` of everything we sign. */
  readonly issuer: string;
}

/** The one tenant of this installation, opened: its keys are proven and its configuration can be read. */
export interface Tenant extends TenantDependencies {
  readonly id: string;
  readonly keys: SealingKeys;
  readonly hash: HashSecret;
  readonly configuration: ConfigurationCache;
}
