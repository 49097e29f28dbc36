import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DashboardSession, findSession, isFresh } from '../../../administrators/index.ts';
import { ValetkeyError } from '../../../base/index.ts';
import type { Dashboard } from '../../../dashboard-api/index.ts';
import { type Cookies, createCookies } from '../cookies.ts';
import { checkCsrfToken, refuseForeign } from './refuse-foreign.ts';
import { createSessionCookie } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the dashboard: who is signed in. */
    dashboardSession?: DashboardSession;
  }
}

/** What stands before everything below /dashboard/api. */
export interface DashboardGate {
  readonly dashboard: Dashboard;
  /** Those of sign-ins at the tenant. */
  readonly cookies: Cookies;
  readCookie(request: FastifyRequest): string | undefined;
  writeCookie(reply: FastifyReply, value: string | null): void;
  /** @throws {ValetkeyError} `csrf_refused` */
  refuseForeign(request: FastifyRequest): void;
  /** The session of the request, if it has one that is alive. */
  find(request: FastifyRequest): Promise<DashboardSession | undefined>;
  /** @throws {ValetkeyError} `session_required`, or `csrf_refused` for what changes something */
  require(request: FastifyRequest): Promise<DashboardSession>;
  /** Whether a password or passkey was shown lately enough for what is dangerous. */
  isFresh(session: DashboardSession): boolean;
  /** @throws {ValetkeyError} `reauthentication_required` */
  requireFresh(session: DashboardSession): void;
}

export function createDashboardGate(dashboard: Dashboard): DashboardGate {
  const { administration } = dashboard;
  const { origin, protocol } = new URL(administration.tenant.issuer);
  const cookie = createSessionCookie(protocol === 'https:');
  const gate: DashboardGate = {
    dashboard,
    cookies: createCookies(protocol === 'https:'),
    readCookie: cookie.read,
    writeCookie: cookie.write,
    refuseForeign: (request) => refuseForeign(request, origin),
    find: (request) => findSession(administration, cookie.read(request)),
    async require(request) {
      const session = await gate.find(request);
      if (!session) throw new ValetkeyError('session_required');
      checkCsrfToken(request, session);
      return session;
    },
    isFresh: (session) => isFresh(administration, session),
    requireFresh(session) {
      if (!gate.isFresh(session)) throw new ValetkeyError('reauthentication_required');
    },
  };
  return gate;
}
