// The dashboard API: what the dashboard needs beside the Management API. Its front end imports this and nothing else.
import { addPasskey, changePassword, createPasskeyChallenge, listPasskeys, removePasskey } from './account.ts';
import { deleteAdministrator, listAdministrators, updateAdministrator } from './administrators.ts';
import { createConnectionTry, getConnectionHealth, getConnectionTry } from './connection-tries.ts';
import type { DashboardEndpoint } from './dashboard-endpoint.ts';
import { createTestClient, createTestToken } from './explorer.ts';
import { callIdpApi, refreshIdpGrant, revealIdpToken } from './grants.ts';
import {
  acceptInvitation,
  acceptInvitationWithPasskey,
  createInvitation,
  createInvitationChallenge,
  deleteInvitation,
  inspectInvitation,
  listInvitations,
} from './invitations.ts';
import { getActivity, getOverview } from './overview.ts';
import { getPageTexts } from './page-texts.ts';
import { listProviders } from './providers.ts';
import {
  createReauthenticationChallenge,
  createSignInChallenge,
  endDashboardSession,
  getDashboardSession,
  reauthenticate,
  signInWithPasskey,
  signInWithPassword,
} from './session.ts';
import { getKeyRotation, getVaultKeys, startKeyRotation } from './vault-keys.ts';

export * from './account.ts';
export * from './administrators.ts';
export * from './connection-tries.ts';
export type { Access, DashboardEndpoint } from './dashboard-endpoint.ts';
export * from './explorer.ts';
export * from './grants.ts';
export * from './invitations.ts';
export * from './overview.ts';
export * from './page-texts.ts';
export * from './passkeys.ts';
export * from './providers.ts';
export * from './roles.ts';
export * from './session.ts';
export * from './session-rules.ts';
export * from './vault-keys.ts';

/** Every operation of the dashboard API that is served. */
export const dashboardEndpoints = [
  getDashboardSession,
  signInWithPassword,
  createSignInChallenge,
  signInWithPasskey,
  endDashboardSession,
  createReauthenticationChallenge,
  reauthenticate,
  inspectInvitation,
  acceptInvitation,
  createInvitationChallenge,
  acceptInvitationWithPasskey,
  listInvitations,
  createInvitation,
  deleteInvitation,
  listAdministrators,
  updateAdministrator,
  deleteAdministrator,
  listPasskeys,
  createPasskeyChallenge,
  addPasskey,
  removePasskey,
  changePassword,
  getOverview,
  getActivity,
  listProviders,
  getPageTexts,
  getConnectionHealth,
  createConnectionTry,
  getConnectionTry,
  createTestClient,
  createTestToken,
  refreshIdpGrant,
  callIdpApi,
  revealIdpToken,
  getVaultKeys,
  startKeyRotation,
  getKeyRotation,
] as const satisfies readonly DashboardEndpoint[];
