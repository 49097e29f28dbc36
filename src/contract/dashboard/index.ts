// The dashboard API: what the dashboard needs beside the Management API. Its front end imports this and nothing else.
import type { DashboardEndpoint } from './dashboard-endpoint.ts';

export * from './account.ts';
export * from './administrators.ts';
export * from './connection-tries.ts';
export type { Access, DashboardEndpoint } from './dashboard-endpoint.ts';
export * from './explorer.ts';
export * from './grants.ts';
export * from './invitations.ts';
export * from './overview.ts';
export * from './passkeys.ts';
export * from './providers.ts';
export * from './roles.ts';
export * from './session.ts';
export * from './vault-keys.ts';

/** Every operation of the dashboard API that is served. */
export const dashboardEndpoints: readonly DashboardEndpoint[] = [];
