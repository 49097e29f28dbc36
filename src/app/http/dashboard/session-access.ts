import { ValetkeyError } from '../../../base/index.ts';
import { sessionRuleOf } from '../../../contract/index.ts';
import { scopesOfSession, scopesToHandOn } from '../../../dashboard-api/index.ts';
import type { ManagementAccess } from '../management-access.ts';
import type { DashboardGate } from './dashboard-gate.ts';

/** In place of a client id: no client can be called so. */
const dashboardClient = 'valetkey:dashboard';

/** The Management API for who is signed in to the dashboard: with the scopes of the role, and never with IdP tokens. */
export function createSessionAccess(gate: DashboardGate): ManagementAccess {
  return {
    place: { prefix: '/api/v2', channel: 'dashboard' },
    challenges: false,
    async identify({ log }, request) {
      gate.refuseForeign(request);
      const session = await gate.require(request);
      const { administratorId, role } = session;
      log.about({ administratorId });
      request.dashboardSession = session;
      const scopes = scopesOfSession(role, gate.isFresh(session));
      // Else an editor would make a client that may do what an editor may not.
      const mayHandOn = scopesToHandOn(role);
      const caller = { clientId: dashboardClient, userId: undefined, scopes, ...(mayHandOn && { mayHandOn }) };
      return { caller, budget: `${dashboardClient} ${administratorId}` };
    },
    check({ dashboardSession }, endpoint) {
      const { roles, needsReauthentication } = sessionRuleOf(endpoint);
      if (roles && !roles.includes(dashboardSession!.role)) throw new ValetkeyError('role_insufficient');
      if (needsReauthentication) gate.requireFresh(dashboardSession!);
    },
    mayCarryTokens: () => false,
  };
}
