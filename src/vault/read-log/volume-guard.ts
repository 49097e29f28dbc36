import { ValetkeyError } from '../../base/index.ts';
import { countTokenReads } from '../../storage/index.ts';
import { readSettings, type Tenant } from '../../tenant/index.ts';
import { firstLogId, timeOf } from './log-id.ts';

/** Milliseconds over which readings are counted, and for which a count is believed. */
const window = 60_000;
const believedFor = 1_000;
const mostClients = 10_000;

export interface ReadVolumeExceeded {
  readonly clientId: string;
  /** Readings a minute. */
  readonly limit: number;
}

/** V-16: holds a client to the tenant's `idp_tokens.reads_per_minute`. */
export interface VolumeGuard {
  /** @throws {ValetkeyError} `too_many_requests` when the client has read that many in the last minute, on all nodes */
  admit(clientId: string, grants: number): Promise<void>;
}

interface Count {
  /** In the log, which all nodes share, when it was looked at. */
  readonly logged: number;
  readonly oldest: string | undefined;
  /** Admitted here since. */
  since: number;
}

interface Counting {
  readonly at: number;
  readonly count: Promise<Count>;
}

/** Counts once a second in the log itself, so that nodes need no other counter. */
export function createVolumeGuard(tenant: Tenant, onExceeded: (event: ReadVolumeExceeded) => void): VolumeGuard {
  const { store, clock } = tenant;
  const countings = new Map<string, Counting>();
  const toldAt = new Map<string, number>();

  async function countLog(clientId: string, limit: number, at: number): Promise<Count> {
    const { count, oldest } = await countTokenReads(store.db, clientId, firstLogId(at - window), limit);
    return { logged: count, oldest, since: 0 };
  }

  function currentCount(clientId: string, limit: number): Promise<Count> {
    const at = clock.now();
    const known = countings.get(clientId);
    if (known && at >= known.at && at - known.at < believedFor) return known.count;
    if (countings.size >= mostClients) countings.clear();
    const count = countLog(clientId, limit, at);
    countings.set(clientId, { at, count });
    return count;
  }

  /** Once a minute for each client: who reads too much does so many times. */
  function tell(clientId: string, limit: number): void {
    const now = clock.now();
    if (now - (toldAt.get(clientId) ?? Number.NEGATIVE_INFINITY) < window) return;
    if (toldAt.size >= mostClients) toldAt.clear();
    toldAt.set(clientId, now);
    onExceeded({ clientId, limit });
  }

  return {
    async admit(clientId, grants) {
      const limit = (await readSettings(tenant)).idp_tokens?.reads_per_minute;
      if (limit === undefined || grants === 0) return;
      const count = await currentCount(clientId, limit);
      if (count.logged + count.since < limit) {
        count.since += grants;
        return;
      }
      tell(clientId, limit);
      // There is room when the oldest of the last readings is a minute old.
      const full = count.logged >= limit && count.oldest !== undefined;
      const wait = full ? timeOf(count.oldest!) + window - clock.now() : believedFor;
      throw new ValetkeyError('too_many_requests', { retryAfter: Math.max(1, Math.ceil(wait / 1000)) });
    },
  };
}
