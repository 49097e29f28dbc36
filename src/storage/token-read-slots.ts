import type { Write } from './commit-together.ts';
import type { Db } from './tables.ts';

// An index of the readings by user would be written with each of them, on a page of its own each time. Instead it is
// noted once in ten seconds that a user's tokens were read in them; the readings of those seconds lie side by side.

/** Digits of a log id that name ten seconds. */
const slotDigits = 9;

/** The ten seconds in which a reading was. */
export interface TokenReadSlot {
  userId: string;
  /** The first digits of the log ids in it. */
  slot: string;
}

export function slotOf(logId: string): string {
  return logId.slice(0, slotDigits);
}

/** Sorts before every log id of the slot after this one, and after all of this one. */
export function endOfSlot(slot: string): string {
  return String(Number(slot) + 1).padStart(slotDigits, '0');
}

export function saveTokenReadSlots(db: Db, slots: readonly TokenReadSlot[]): Write {
  const query = db
    .insertInto('token_read_slots')
    .values(slots.map(({ userId, slot }) => ({ user_id: userId, slot })))
    .onConflict((c) => c.columns(['user_id', 'slot']).doNothing())
    .compile();
  return { query };
}

export interface SlotPage {
  readonly from: string;
  readonly until: string | undefined;
  readonly limit: number;
  readonly order?: 'asc' | 'desc' | undefined;
}

/**
 * The next slots of these users, the oldest first unless told.
 * @param from log ids: those in whose slot this one is, and later ones
 * @param until log ids: slots that begin before this one
 */
export async function listTokenReadSlots(
  db: Db,
  userIds: readonly string[],
  { from, until, limit, order = 'asc' }: SlotPage,
): Promise<string[]> {
  const rows = await db
    .selectFrom('token_read_slots')
    .select('slot')
    .distinct()
    .where('user_id', 'in', userIds)
    .where('slot', '>=', slotOf(from))
    .$if(until !== undefined, (query) => query.where('slot', '<', until!))
    .orderBy('slot', order)
    .limit(limit)
    .execute();
  return rows.map((row) => row.slot);
}

/** Those of these slots that are noted. */
export async function findTokenReadSlots(db: Db, slots: readonly TokenReadSlot[]): Promise<TokenReadSlot[]> {
  const distinct = (values: readonly string[]) => [...new Set(values)];
  if (slots.length === 0) return [];
  const rows = await db
    .selectFrom('token_read_slots')
    .selectAll()
    .where('user_id', 'in', distinct(slots.map(({ userId }) => userId)))
    .where('slot', 'in', distinct(slots.map(({ slot }) => slot)))
    .execute();
  return rows.map((row) => ({ userId: row.user_id, slot: row.slot }));
}

/** Removes the slots that lie whole before this log id. */
export async function removeTokenReadSlots(db: Db, before: string): Promise<void> {
  await db.deleteFrom('token_read_slots').where('slot', '<', slotOf(before)).execute();
}
