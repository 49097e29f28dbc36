import { isPostgres } from './database-kind.ts';
import type { Db } from './tables.ts';

/**
 * Notes that this session signs its user in to an application. False when the session has ended: until the caller's
 * transaction ends it cannot, so that whoever ends it later finds the application.
 */
export async function noteSessionClient(db: Db, sessionHash: string, clientId: string): Promise<boolean> {
  const session = await db
    .selectFrom('sessions')
    .select('sid')
    .where('session_hash', '=', sessionHash)
    .$if(isPostgres(db), (query) => query.forKeyShare())
    .executeTakeFirst();
  if (!session) return false;
  const { sid } = session;
  await db
    .insertInto('session_clients')
    .values({ session_hash: sessionHash, client_id: clientId, sid })
    .onConflict((c) => c.columns(['session_hash', 'client_id']).doUpdateSet({ sid }))
    .execute();
  return true;
}

/** The same person signed in anew: the applications of the old session now hang on the new one, which has none yet. */
export async function moveSessionClients(db: Db, oldHash: string, newHash: string, userId: string): Promise<void> {
  await db
    .updateTable('session_clients')
    .set({ session_hash: newHash })
    .where('session_hash', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('session_hash')
        .where('session_hash', '=', oldHash)
        .where('user_id', '=', userId),
    )
    .execute();
}

/** Applications by session: their ids. */
export async function listSessionClients(db: Db, sessionHashes: readonly string[]): Promise<Map<string, string[]>> {
  if (sessionHashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('session_clients')
    .select(['session_hash', 'client_id'])
    .where('session_hash', 'in', sessionHashes)
    .orderBy('client_id')
    .execute();
  const byHash = Map.groupBy(rows, (row) => row.session_hash);
  return new Map([...byHash].map(([hash, found]) => [hash, found.map((row) => row.client_id)]));
}

export type WhichSessions =
  | { readonly sessionHash: string }
  | { readonly sid: string }
  /** Those of a user that began with one of its identities. */
  | { readonly userId: string; readonly identityId: string }
  /** All of a user's. */
  | { readonly userId: string };

/** An application's side of a session that has ended. */
export interface EndedSession {
  clientId: string;
  userId: string;
  sid: string;
}

/**
 * Ends sessions. Runs in a transaction; of several who end the same session at once, one is told of its applications.
 * @returns how many sessions ended, and the applications that they had signed their users in to
 */
export async function endSessions(
  db: Db,
  which: WhichSessions,
): Promise<{ count: number; applications: EndedSession[] }> {
  const [column, value] =
    'sessionHash' in which
      ? (['session_hash', which.sessionHash] as const)
      : 'sid' in which
        ? (['sid', which.sid] as const)
        : (['user_id', which.userId] as const);
  const sessions = await db
    .selectFrom('sessions')
    .select('session_hash')
    .where(column, '=', value)
    .$if('identityId' in which, (query) =>
      query.where('identity_id', '=', (which as { identityId: string }).identityId),
    )
    .$if(isPostgres(db), (query) => query.forUpdate())
    .execute();
  if (sessions.length === 0) return { count: 0, applications: [] };
  const hashes = sessions.map((row) => row.session_hash);
  const applications = await db
    .selectFrom('session_clients as c')
    .innerJoin('sessions as s', 's.session_hash', 'c.session_hash')
    .select(['c.client_id', 'c.sid', 's.user_id'])
    .where('c.session_hash', 'in', hashes)
    .execute();
  await db.deleteFrom('sessions').where('session_hash', 'in', hashes).execute();
  return {
    count: hashes.length,
    applications: applications.map((row) => ({ clientId: row.client_id, userId: row.user_id, sid: row.sid })),
  };
}
