import type { AdministratorSessionTable, AdministratorTable } from './administrator-tables.ts';
import type { Db } from './tables.ts';

export interface AdministratorSessionRecord {
  sessionHash: string;
  administratorId: string;
  createdAt: number;
  lastUsedAt: number;
  reauthenticatedAt: number;
  idleExpiresAt: number;
  expiresAt: number;
}

/** A session with what its administrator is and may do now. */
export interface LiveAdministratorSession extends AdministratorSessionRecord {
  name: string;
  email: string;
  role: AdministratorTable['role'];
}

function toRecord(row: AdministratorSessionTable): AdministratorSessionRecord {
  return {
    sessionHash: row.session_hash,
    administratorId: row.administrator_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    reauthenticatedAt: row.reauthenticated_at,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
  };
}

export async function insertAdministratorSession(db: Db, session: AdministratorSessionRecord): Promise<void> {
  await db
    .insertInto('administrator_sessions')
    .values({
      session_hash: session.sessionHash,
      administrator_id: session.administratorId,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
      reauthenticated_at: session.reauthenticatedAt,
      idle_expires_at: session.idleExpiresAt,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** A session that neither idled out, nor grew too old, nor belongs to somebody who is blocked. */
export async function findAdministratorSession(
  db: Db,
  sessionHash: string,
  now: number,
): Promise<LiveAdministratorSession | undefined> {
  const row = await db
    .selectFrom('administrator_sessions as s')
    .innerJoin('administrators as a', 'a.administrator_id', 's.administrator_id')
    .selectAll('s')
    .select(['a.name', 'a.email', 'a.role'])
    .where('s.session_hash', '=', sessionHash)
    .where('s.expires_at', '>', now)
    .where('s.idle_expires_at', '>', now)
    .where('a.blocked', '=', 0)
    .executeTakeFirst();
  return row && { ...toRecord(row), name: row.name, email: row.email, role: row.role };
}

export async function touchAdministratorSession(
  db: Db,
  sessionHash: string,
  { now, idleExpiresAt }: { now: number; idleExpiresAt: number },
): Promise<void> {
  await db
    .updateTable('administrator_sessions')
    .set({ last_used_at: now, idle_expires_at: idleExpiresAt })
    .where('session_hash', '=', sessionHash)
    .execute();
}

export async function noteReauthentication(db: Db, sessionHash: string, now: number): Promise<void> {
  await db
    .updateTable('administrator_sessions')
    .set({ reauthenticated_at: now })
    .where('session_hash', '=', sessionHash)
    .execute();
}

/** @param except a session that stays */
export async function endAdministratorSessions(
  db: Db,
  which: { readonly sessionHash: string } | { readonly administratorId: string; readonly except?: string },
): Promise<void> {
  if ('sessionHash' in which) {
    await db.deleteFrom('administrator_sessions').where('session_hash', '=', which.sessionHash).execute();
    return;
  }
  await db
    .deleteFrom('administrator_sessions')
    .where('administrator_id', '=', which.administratorId)
    .$if(which.except !== undefined, (query) => query.where('session_hash', '!=', which.except!))
    .execute();
}
