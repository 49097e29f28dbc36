import {
  type Db,
  deleteSession,
  findLiveSession,
  insertSession,
  type LiveSession,
  touchSession,
} from '../../storage/index.ts';
import { readSettings } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';

const hour = 3_600_000;
/** Hours, as Auth0's defaults. */
const defaultLifetime = 168;
const defaultIdleLifetime = 72;
/** Milliseconds: using a session more often than this is not worth a write. */
const touchEvery = 60_000;

export async function findSession(server: OauthServer, cookie: string | undefined): Promise<LiveSession | undefined> {
  if (cookie === undefined) return undefined;
  const { tenant } = server;
  const now = tenant.clock.now();
  const session = await findLiveSession(tenant.store.db, tenant.hash('session', cookie), now);
  if (session && now - session.lastUsedAt > touchEvery) {
    const { idle_session_lifetime = defaultIdleLifetime } = await readSettings(tenant);
    await touchSession(tenant.store.db, session.sessionHash, now, now + idle_session_lifetime * hour);
  }
  return session;
}

export interface NewSession {
  readonly userId: string;
  readonly identityId: string;
  /** The cookie that the browser had before: that session ends, so that no old value opens the new one. */
  readonly replaces: string | undefined;
}

/** Starts a session under a fresh value, always: a value from before the sign-in is worth nothing after it. */
export async function startSession(server: OauthServer, db: Db, session: NewSession) {
  const { tenant } = server;
  const { session_lifetime = defaultLifetime, idle_session_lifetime = defaultIdleLifetime } =
    await readSettings(tenant);
  const now = tenant.clock.now();
  const cookie = tenant.ids.token();
  const sid = tenant.ids.token(24);
  if (session.replaces !== undefined) await deleteSession(db, tenant.hash('session', session.replaces));
  await insertSession(db, {
    sessionHash: tenant.hash('session', cookie),
    sid,
    userId: session.userId,
    identityId: session.identityId,
    authTime: now,
    lastUsedAt: now,
    idleExpiresAt: now + idle_session_lifetime * hour,
    expiresAt: now + session_lifetime * hour,
  });
  return { cookie, sid, authTime: now };
}

export async function endSession(server: OauthServer, cookie: string): Promise<void> {
  await deleteSession(server.tenant.store.db, server.tenant.hash('session', cookie));
}
