import { fromOptionalJson, toJson } from './json.ts';
import type { Db, SessionTable } from './tables.ts';

export interface SessionRecord {
  sessionHash: string;
  sid: string;
  userId: string;
  identityId: string;
  authTime: number;
  /** Whether `authTime` is the IdP's word, and not merely when its answer came. */
  authTimeProven: boolean;
  createdAt: number;
  lastUsedAt: number;
  idleExpiresAt: number;
  expiresAt: number;
  initialDevice: Device;
  lastDevice: Device;
  metadata?: TokenMetadata | undefined;
}

/** What operators note beside a session or a refresh token. */
export type TokenMetadata = Record<string, string>;

/** Where a request came from, as it said itself. */
export interface Device {
  ip: string | undefined;
  userAgent: string | undefined;
}

export interface LiveSession extends SessionRecord {
  /** The connection that the user signed in with. */
  connectionId: string;
}

export function toSessionRecord(row: SessionTable): SessionRecord {
  return {
    sessionHash: row.session_hash,
    sid: row.sid,
    userId: row.user_id,
    identityId: row.identity_id,
    authTime: row.auth_time,
    authTimeProven: row.auth_time_proven === 1,
    // Before this was noted, a session was as old as its sign-in.
    createdAt: row.created_at ?? row.auth_time,
    lastUsedAt: row.last_used_at,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    initialDevice: { ip: row.initial_ip ?? undefined, userAgent: row.initial_user_agent ?? undefined },
    lastDevice: { ip: row.last_ip ?? undefined, userAgent: row.last_user_agent ?? undefined },
    metadata: fromOptionalJson(row.metadata),
  };
}

export async function insertSession(db: Db, session: SessionRecord): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      session_hash: session.sessionHash,
      sid: session.sid,
      user_id: session.userId,
      identity_id: session.identityId,
      auth_time: session.authTime,
      auth_time_proven: session.authTimeProven ? 1 : 0,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
      idle_expires_at: session.idleExpiresAt,
      expires_at: session.expiresAt,
      initial_ip: session.initialDevice.ip ?? null,
      initial_user_agent: session.initialDevice.userAgent ?? null,
      last_ip: session.lastDevice.ip ?? null,
      last_user_agent: session.lastDevice.userAgent ?? null,
    })
    .execute();
}

/** A session that neither idled out, nor grew too old, nor belongs to a blocked user or a vanished identity. */
export async function findLiveSession(db: Db, sessionHash: string, now: number): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.user_id', 'sessions.user_id')
    .innerJoin('identities', (join) =>
      join
        .onRef('identities.identity_id', '=', 'sessions.identity_id')
        // An identity that was unlinked since is somebody else's.
        .onRef('identities.user_id', '=', 'sessions.user_id'),
    )
    .selectAll('sessions')
    .select(['identities.connection_id', 'users.blocked'])
    .where('session_hash', '=', sessionHash)
    .where('expires_at', '>', now)
    .where('idle_expires_at', '>', now)
    .executeTakeFirst();
  if (!row || row.blocked === 1) return undefined;
  return { ...toSessionRecord(row), connectionId: row.connection_id };
}

export interface SessionUse {
  now: number;
  idleExpiresAt: number;
  device: Device;
}

export async function touchSession(
  db: Db,
  sessionHash: string,
  { now, idleExpiresAt, device }: SessionUse,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      last_used_at: now,
      idle_expires_at: idleExpiresAt,
      last_ip: device.ip ?? null,
      last_user_agent: device.userAgent ?? null,
    })
    .where('session_hash', '=', sessionHash)
    .execute();
}

/** Puts these in the place of what was noted. */
export async function saveSessionMetadata(db: Db, sid: string, metadata: TokenMetadata | undefined): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ metadata: metadata ? toJson(metadata) : null })
    .where('sid', '=', sid)
    .execute();
}

/** The living sessions of a user, or one by its `sid`. */
export async function listSessions(
  db: Db,
  which: { readonly userId: string } | { readonly sid: string },
  { after, limit, now }: { after?: string | undefined; limit: number; now: number },
): Promise<SessionRecord[]> {
  const [column, value] = 'sid' in which ? (['sid', which.sid] as const) : (['user_id', which.userId] as const);
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where(column, '=', value)
    .$if(after !== undefined, (query) => query.where('sid', '>', after!))
    .where('expires_at', '>', now)
    .where('idle_expires_at', '>', now)
    .orderBy('sid')
    .limit(limit)
    .execute();
  return rows.map(toSessionRecord);
}
