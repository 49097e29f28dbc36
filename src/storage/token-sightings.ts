import type { Write } from './commit-together.ts';
import type { Db } from './tables.ts';

/** Where the readings of a token are to be looked for. */
export interface TokenSighting {
  fingerprint: string;
  userId: string;
  /** A reading, not necessarily the last. */
  logId: string;
}

export function saveTokenSightings(db: Db, sightings: readonly TokenSighting[]): Write {
  const query = db
    .insertInto('token_sightings')
    .values(
      sightings.map(({ fingerprint, userId, logId }) => ({
        fingerprint,
        user_id: userId,
        log_id: logId,
      })),
    )
    .onConflict((c) =>
      c.columns(['fingerprint', 'user_id']).doUpdateSet((eb) => ({ log_id: eb.ref('excluded.log_id') })),
    )
    .compile();
  return { query };
}

/** The users among whose readings those of this token are: one, unless an identity was linked to another meanwhile. */
export async function listUsersOfToken(db: Db, fingerprint: string): Promise<string[]> {
  const rows = await db
    .selectFrom('token_sightings')
    .select('user_id')
    .where('fingerprint', '=', fingerprint)
    .execute();
  return rows.map((row) => row.user_id);
}

/** Removes tokens that were last noted before this reading. */
export async function removeTokenSightings(db: Db, before: string): Promise<void> {
  await db.deleteFrom('token_sightings').where('log_id', '<', before).execute();
}
