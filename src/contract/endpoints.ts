import { absentEndpoints } from './absent-features.ts';
import { listRevokedTokens, revokeToken } from './blacklists.ts';
import { getBranding, updateBranding } from './branding.ts';
import {
  createClientCredential,
  deleteClientCredential,
  getClientCredential,
  listClientCredentials,
  updateClientCredential,
} from './client-credentials.ts';
import { createClient, getClient, listClientConnections, listClients, updateClient } from './client-endpoints.ts';
import { createClientGrant, getClientGrant, listClientGrants, updateClientGrant } from './client-grant-endpoints.ts';
import { deleteClientGrant } from './client-grants.ts';
import { deleteClient, rotateClientSecret } from './clients.ts';
import { listConnectedAccounts } from './connected-accounts.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  getConnectionStatus,
  listConnectionClients,
  listConnections,
  updateConnection,
  updateConnectionClients,
} from './connection-endpoints.ts';
import { getCustomText, setCustomText } from './custom-text.ts';
import { createDeviceCredential, deleteDeviceCredential, listDeviceCredentials } from './device-credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { listIdpGrantEvents } from './idp-grant-events.ts';
import { listBrokenIdpGrants, listIdpGrants, revokeIdpGrant } from './idp-grants.ts';
import { listIdpRevocations } from './idp-revocations.ts';
import { listIdpTokenReads, revokeIdpTokenReads } from './idp-token-reads.ts';
import { exportUsers, getJob, getJobErrors } from './jobs.ts';
import { getLog, listLogs, listUserLogs } from './logs.ts';
import { createReconnectLink } from './reconnect-links.ts';
import {
  deleteRefreshToken,
  deleteUserRefreshTokens,
  getRefreshToken,
  listRefreshTokens,
  listUserRefreshTokens,
  revokeRefreshTokens,
  updateRefreshToken,
} from './refresh-tokens.ts';
import {
  createResourceServer,
  deleteResourceServer,
  getResourceServer,
  listResourceServers,
  updateResourceServer,
} from './resource-server-endpoints.ts';
import {
  deleteSession,
  deleteUserSessions,
  getSession,
  listUserSessions,
  revokeSession,
  revokeUserAccess,
  updateSession,
} from './sessions.ts';
import { getSigningKey, listSigningKeys, revokeSigningKey, rotateSigningKeys } from './signing-keys.ts';
import { getActiveUsers, getDailyStats } from './stats.ts';
import { getTenantSettings, updateTenantSettings } from './tenant-endpoints.ts';
import { deleteUserBlocks, deleteUserBlocksById, findUserBlocks, getUserBlocks } from './user-blocks.ts';
import { createUser, updateUser } from './user-changes.ts';
import { deleteUserGrant, deleteUserGrants, listUserGrants } from './user-grants.ts';
import { linkIdentity, unlinkIdentity } from './user-identities.ts';
import { deleteUser, getUser, listUsers, listUsersByEmail } from './users.ts';

/** Every operation that we serve. */
export const endpoints = [
  getUser,
  listUsers,
  listUsersByEmail,
  createUser,
  updateUser,
  deleteUser,
  findUserBlocks,
  deleteUserBlocks,
  getUserBlocks,
  deleteUserBlocksById,
  linkIdentity,
  unlinkIdentity,
  listIdpGrants,
  revokeIdpGrant,
  createReconnectLink,
  listIdpRevocations,
  listIdpTokenReads,
  revokeIdpTokenReads,
  listClients,
  createClient,
  getClient,
  updateClient,
  deleteClient,
  rotateClientSecret,
  listClientConnections,
  listClientGrants,
  createClientGrant,
  getClientGrant,
  updateClientGrant,
  deleteClientGrant,
  listResourceServers,
  createResourceServer,
  getResourceServer,
  updateResourceServer,
  deleteResourceServer,
  listConnections,
  createConnection,
  getConnection,
  updateConnection,
  deleteConnection,
  listConnectionClients,
  updateConnectionClients,
  getConnectionStatus,
  getBranding,
  updateBranding,
  getCustomText,
  setCustomText,
  getTenantSettings,
  updateTenantSettings,
  listRevokedTokens,
  revokeToken,
  listIdpGrantEvents,
  listBrokenIdpGrants,
  listClientCredentials,
  getClientCredential,
  createClientCredential,
  updateClientCredential,
  deleteClientCredential,
  listSigningKeys,
  getSigningKey,
  rotateSigningKeys,
  revokeSigningKey,
  listUserGrants,
  deleteUserGrants,
  deleteUserGrant,
  listUserSessions,
  deleteUserSessions,
  getSession,
  updateSession,
  deleteSession,
  revokeSession,
  revokeUserAccess,
  listUserRefreshTokens,
  deleteUserRefreshTokens,
  listRefreshTokens,
  getRefreshToken,
  updateRefreshToken,
  revokeRefreshTokens,
  deleteRefreshToken,
  createDeviceCredential,
  listDeviceCredentials,
  deleteDeviceCredential,
  listConnectedAccounts,
  exportUsers,
  getJob,
  getJobErrors,
  listLogs,
  getLog,
  listUserLogs,
  getActiveUsers,
  getDailyStats,
  ...absentEndpoints.map(({ endpoint }) => endpoint),
] as const satisfies readonly Endpoint[];
