import type { TokenReadRecord, TokenSighting } from '../../storage/index.ts';
import { timeOf } from './log-id.ts';

/** Milliseconds after which a token that is still read is noted again. */
export const notedFor = 12 * 3_600_000;
const capacity = 50_000;

/** Which tokens this process has noted lately: a token is read a thousand times and need be noted once. */
export interface Sightings {
  /** The tokens among these readings that are to be noted with them. */
  select(reads: readonly TokenReadRecord[]): TokenSighting[];
  /** They are on disk. */
  remember(noted: readonly TokenSighting[]): void;
}

export function createSightings(): Sightings {
  const notedAt = new Map<string, number>();
  const keyOf = (fingerprint: string, userId: string) => `${fingerprint} ${userId}`;
  return {
    select(reads) {
      const found = new Map<string, TokenSighting>();
      for (const { userId, logId, accessFingerprint, refreshFingerprint } of reads) {
        for (const fingerprint of [accessFingerprint, refreshFingerprint]) {
          if (fingerprint === null) continue;
          const key = keyOf(fingerprint, userId);
          const at = notedAt.get(key);
          if (at === undefined || timeOf(logId) - at >= notedFor) found.set(key, { fingerprint, userId, logId });
        }
      }
      return [...found.values()];
    },
    remember(noted) {
      if (notedAt.size + noted.length > capacity) notedAt.clear();
      for (const { fingerprint, userId, logId } of noted) notedAt.set(keyOf(fingerprint, userId), timeOf(logId));
    },
  };
}
