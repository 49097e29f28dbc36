import type { IdpClient } from '../idp-client/index.ts';
import type { ChainEnd, Db } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { createReadLog, type ReadLog } from './read-log/read-log.ts';
import { createVolumeGuard, type ReadVolumeExceeded, type VolumeGuard } from './read-log/volume-guard.ts';
import type { Pace } from './refresh/pace.ts';
import { createRefreshing, type Refreshing } from './refresh/refreshing.ts';

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
  readonly refreshing: Refreshing;
  /** Who read which token: written before the token leaves. */
  readonly readLog: ReadLog;
  readonly volumeGuard: VolumeGuard;
  onHealthChange(db: Db, change: HealthChange): Promise<void>;
  /** Told of every refresh that an IdP was asked for. */
  onRefreshed(refresh: { readonly connectionId: string; readonly succeeded: boolean }): void;
  /** Told of members of a stored profile that cannot be shown, because they are of another type than clients expect. */
  onMistypedProfile(user: { userId: string; names: readonly string[] }): void;
}

export interface VaultParts {
  readonly tenant: Tenant;
  readonly idpClient: IdpClient;
  readonly onHealthChange?: Vault['onHealthChange'];
  readonly onRefreshed?: Vault['onRefreshed'];
  /** Which machine this is, in the log of token reads. */
  readonly nodeName?: string;
  /** Told when entries of the log of token reads are not in the database any more, up to this one. */
  readonly onReadLogCut?: (end: ChainEnd) => void;
  readonly onReadVolumeExceeded?: (event: ReadVolumeExceeded) => void;
  readonly onMistypedProfile?: Vault['onMistypedProfile'];
  /** How refreshes wait; the system's way unless told. */
  readonly pace?: Pace;
}

export function createVault(parts: VaultParts): Vault {
  const {
    tenant,
    idpClient,
    onHealthChange = async () => {},
    onRefreshed = () => {},
    nodeName = 'node',
    onReadLogCut = () => {},
    onReadVolumeExceeded = () => {},
    onMistypedProfile = () => {},
    pace,
  } = parts;
  return {
    tenant,
    idpClient,
    refreshing: createRefreshing(tenant, pace),
    readLog: createReadLog(tenant, nodeName, onReadLogCut),
    volumeGuard: createVolumeGuard(tenant, onReadVolumeExceeded),
    onHealthChange,
    onRefreshed,
    onMistypedProfile,
  };
}
