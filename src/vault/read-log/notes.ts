import {
  slotOf,
  type TokenReadNotes,
  type TokenReadRecord,
  type TokenReadSlot,
  type TokenSighting,
} from '../../storage/index.ts';
import { timeOf } from './log-id.ts';

/** Milliseconds after which a token that is still read is noted again. */
export const notedFor = 12 * 3_600_000;
const capacity = 50_000;

/** What this process has noted lately: a token is read a thousand times and need be noted once. */
export interface Notes {
  /** What is to be noted with these readings. */
  select(reads: readonly TokenReadRecord[]): TokenReadNotes;
  /** It is on disk. */
  remember(noted: TokenReadNotes): void;
}

function keyOf({ fingerprint, userId }: TokenSighting): string {
  return `${fingerprint} ${userId}`;
}

export function createNotes(): Notes {
  const sightings = new Map<string, number>();
  const slots = new Map<string, string>();
  return {
    select(reads) {
      const tokens = new Map<string, TokenSighting>();
      const users = new Map<string, TokenReadSlot>();
      for (const { userId, logId, accessFingerprint, refreshFingerprint } of reads) {
        for (const fingerprint of [accessFingerprint, refreshFingerprint]) {
          if (fingerprint === null) continue;
          const sighting = { fingerprint, userId, logId };
          const at = sightings.get(keyOf(sighting));
          if (at === undefined || timeOf(logId) - at >= notedFor) tokens.set(keyOf(sighting), sighting);
        }
        const slot = slotOf(logId);
        if (slots.get(userId) !== slot) users.set(`${slot} ${userId}`, { userId, slot });
      }
      return { sightings: [...tokens.values()], slots: [...users.values()] };
    },
    remember(noted) {
      if (sightings.size + noted.sightings.length > capacity) sightings.clear();
      if (slots.size + noted.slots.length > capacity) slots.clear();
      for (const sighting of noted.sightings) sightings.set(keyOf(sighting), timeOf(sighting.logId));
      for (const { userId, slot } of noted.slots) slots.set(userId, slot);
    },
  };
}
