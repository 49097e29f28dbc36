import type { Role } from '../../contract/index.ts';
import {
  type Db,
  endAdministratorSessions,
  findAdministratorSession,
  insertAdministratorSession,
  touchAdministratorSession,
} from '../../storage/index.ts';
import type { Administration } from '../administration.ts';

/** Milliseconds. */
const absoluteLife = 12 * 3_600_000;
const idleLife = 30 * 60_000;
/** Using a session more often than this is not worth a write. */
const touchEvery = 60_000;
/** How long a password or passkey that was shown is good for dangerous acts. */
const freshFor = 10 * 60_000;

const cookieForm = /^[A-Za-z0-9_-]{43}$/;

/** Who is signed in to the dashboard. Times are milliseconds since 1970. */
export interface DashboardSession {
  readonly administratorId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly sessionHash: string;
  /** For the header of requests that change something: made of the cookie, which no page of another site knows. */
  readonly csrfToken: string;
  readonly expiresAt: number;
  readonly reauthenticatedAt: number;
}

/** The session of a cookie; whoever is blocked or removed has none from that moment on, on every node. */
export async function findSession(
  { tenant }: Administration,
  cookie: string | undefined,
): Promise<DashboardSession | undefined> {
  if (cookie === undefined || !cookieForm.test(cookie)) return undefined;
  const now = tenant.clock.now();
  const found = await findAdministratorSession(tenant.store.db, tenant.hash('dashboard-session', cookie), now);
  if (!found) return undefined;
  const { sessionHash, administratorId, name, email, role, expiresAt, reauthenticatedAt } = found;
  let { idleExpiresAt } = found;
  if (now - found.lastUsedAt > touchEvery) {
    idleExpiresAt = now + idleLife;
    await touchAdministratorSession(tenant.store.db, sessionHash, { now, idleExpiresAt });
  }
  return {
    ...{ sessionHash, administratorId, name, email, role, reauthenticatedAt },
    expiresAt: Math.min(idleExpiresAt, expiresAt),
    csrfToken: tenant.hash('dashboard-csrf', cookie),
  };
}

/**
 * Starts a session under a fresh value, always: what a browser had before the sign-in is worth nothing after it.
 * @returns the cookie's value
 */
export async function startSession(
  { tenant }: Administration,
  db: Db,
  administratorId: string,
  replaces: string | undefined,
): Promise<string> {
  const now = tenant.clock.now();
  const cookie = tenant.ids.token();
  if (replaces !== undefined) {
    await endAdministratorSessions(db, { sessionHash: tenant.hash('dashboard-session', replaces) });
  }
  await insertAdministratorSession(db, {
    sessionHash: tenant.hash('dashboard-session', cookie),
    administratorId,
    createdAt: now,
    lastUsedAt: now,
    reauthenticatedAt: now,
    idleExpiresAt: now + idleLife,
    expiresAt: now + absoluteLife,
  });
  return cookie;
}

export async function endSession({ tenant }: Administration, { sessionHash }: DashboardSession): Promise<void> {
  await endAdministratorSessions(tenant.store.db, { sessionHash });
}

/** Whether a password or passkey was shown lately enough for what is dangerous. */
export function isFresh({ tenant }: Administration, { reauthenticatedAt }: DashboardSession): boolean {
  return tenant.clock.now() - reauthenticatedAt < freshFor;
}
