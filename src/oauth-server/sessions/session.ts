import {
  type Db,
  type Device,
  findLiveSession,
  insertSession,
  type LiveSession,
  moveSessionClients,
  touchSession,
} from '../../storage/index.ts';
import { readSettings } from '../../tenant/index.ts';
import { endSessions } from '../../users/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { BrowserRequest } from '../reply.ts';

const hour = 3_600_000;
/** Hours, as Auth0's defaults. */
const defaultLifetime = 168;
const defaultIdleLifetime = 72;
/** Milliseconds: using a session more often than this is not worth a write. */
const touchEvery = 60_000;
/** Characters of what browsers say of themselves. */
const longestUserAgent = 500;

export function deviceOf({ ip, userAgent }: Pick<BrowserRequest, 'ip' | 'userAgent'>): Device {
  return { ip, userAgent: userAgent?.slice(0, longestUserAgent) };
}

export async function findSession(server: OauthServer, request: BrowserRequest): Promise<LiveSession | undefined> {
  const { sessionCookie: cookie } = request;
  if (cookie === undefined) return undefined;
  const { tenant } = server;
  const now = tenant.clock.now();
  const session = await findLiveSession(tenant.store.db, tenant.hash('session', cookie), now);
  if (session && now - session.lastUsedAt > touchEvery) {
    const { idle_session_lifetime = defaultIdleLifetime } = await readSettings(tenant);
    const idleExpiresAt = now + idle_session_lifetime * hour;
    await touchSession(tenant.store.db, session.sessionHash, { now, idleExpiresAt, device: deviceOf(request) });
  }
  return session;
}

export interface NewSession {
  readonly userId: string;
  readonly identityId: string;
  /** The cookie that the browser had before: that session ends, so that no old value opens the new one. */
  readonly replaces: string | undefined;
  /** Seconds since 1970, where the IdP said when the user signed in there. */
  readonly idpAuthTime: number | undefined;
  readonly device: Device;
}

/** Starts a session under a fresh value, always: a value from before the sign-in is worth nothing after it. */
export async function startSession(server: OauthServer, db: Db, session: NewSession) {
  const { tenant } = server;
  const { session_lifetime = defaultLifetime, idle_session_lifetime = defaultIdleLifetime } =
    await readSettings(tenant);
  const now = tenant.clock.now();
  // A session at the IdP is older than ours; a clock there that is ahead makes nobody younger.
  const authTime = Math.min(now, (session.idpAuthTime ?? Number.POSITIVE_INFINITY) * 1000);
  const cookie = tenant.ids.token();
  const sid = tenant.ids.token(24);
  const sessionHash = tenant.hash('session', cookie);
  await insertSession(db, {
    sessionHash,
    sid,
    userId: session.userId,
    identityId: session.identityId,
    authTime,
    authTimeProven: session.idpAuthTime !== undefined,
    createdAt: now,
    lastUsedAt: now,
    idleExpiresAt: now + idle_session_lifetime * hour,
    expiresAt: now + session_lifetime * hour,
    initialDevice: session.device,
    lastDevice: session.device,
  });
  if (session.replaces !== undefined) {
    const oldHash = tenant.hash('session', session.replaces);
    await moveSessionClients(db, oldHash, sessionHash, session.userId);
    // What is left then are the applications of somebody else, whose browser this was until now.
    await endSessions(tenant, db, { sessionHash: oldHash }, 'rp-logout');
  }
  return { cookie, sessionHash, sid, authTime };
}

/** The user signs out. */
export async function endSession({ tenant }: OauthServer, cookie: string): Promise<void> {
  const sessionHash = tenant.hash('session', cookie);
  await tenant.store.transaction((db) => endSessions(tenant, db, { sessionHash }, 'rp-logout'));
}
