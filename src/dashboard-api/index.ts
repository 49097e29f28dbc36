// dashboard-api owns the handlers of the dashboard API, a file a resource: what the dashboard needs beside the
// Management API. Sessions, CSRF, roles, validation and HTTP are done before a handler is called.
import { accountOperations } from './account.ts';
import { administratorOperations } from './administrators.ts';
import { connectionHealthOperations } from './connection-health.ts';
import { connectionTryOperations } from './connection-tries.ts';
import { explorerOperations } from './explorer.ts';
import { grantOperations } from './grants.ts';
import { invitationOperations } from './invitations.ts';
import { overviewOperations } from './overview.ts';
import { pageTextOperations } from './page-texts.ts';
import { providerOperations } from './providers.ts';
import type { DashboardOperation } from './request.ts';
import { sessionOperations } from './session.ts';
import { vaultKeyOperations } from './vault-keys.ts';

export type { Dashboard, DashboardOperation, DashboardRequest } from './request.ts';
export { scopesOfRole, scopesOfSession, scopesToHandOn } from './scopes-of-role.ts';

export const dashboardOperations: readonly DashboardOperation[] = [
  ...sessionOperations,
  ...invitationOperations,
  ...administratorOperations,
  ...accountOperations,
  ...overviewOperations,
  ...providerOperations,
  ...pageTextOperations,
  ...connectionHealthOperations,
  ...connectionTryOperations,
  ...explorerOperations,
  ...grantOperations,
  ...vaultKeyOperations,
];
