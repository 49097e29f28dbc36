// contract owns the shapes at the edge: each endpoint of the Management API and each object of the configuration,
// once, and those of the dashboard API. It knows Zod and nothing else, so that a browser can import it.
export { absentEndpoints } from './absent-features.ts';
export { type Given, withoutNulls } from './as-given.ts';
export { clientMembers, connectionMembers, resourceServerMembers } from './auth0-members.ts';
export { auth0Operations } from './auth0-operations.ts';
export { listRevokedTokens, revokeToken } from './blacklists.ts';
export { type Branding, branding, getBranding, updateBranding, webAsset } from './branding.ts';
export {
  type CredentialAlgorithm,
  createClientCredential,
  credentialAlgorithms,
  deleteClientCredential,
  getClientCredential,
  listClientCredentials,
  type PublicKeyCredential,
  updateClientCredential,
} from './client-credentials.ts';
export {
  createClient,
  getClient,
  listClientConnections,
  listClients,
  updateClient,
} from './client-endpoints.ts';
export {
  clientGrant,
  clientGrantBody,
  clientGrantChanges,
  createClientGrant,
  getClientGrant,
  listClientGrants,
  updateClientGrant,
} from './client-grant-endpoints.ts';
export {
  type ClientGrantSettings,
  clientGrantSettings,
  deleteClientGrant,
  subjectType,
  tokenReadSettings,
} from './client-grants.ts';
export {
  type ClientSettings,
  clientSettings,
  deleteClient,
  type LogoutInitiator,
  type RefreshTokenSettings,
  refreshTokenSettings,
  rotateClientSecret,
  type ShownClient,
  tokenEndpointAuthMethods,
} from './clients.ts';
export { type ConnectedAccount, listConnectedAccounts } from './connected-accounts.ts';
export {
  connection,
  connectionEntry,
  createConnection,
  deleteConnection,
  getConnection,
  getConnectionStatus,
  listConnectionClients,
  listConnections,
  type ShownConnection,
  updateConnection,
  updateConnectionClients,
} from './connection-endpoints.ts';
export {
  type ConnectionSettings,
  connectionName,
  connectionOptions,
  connectionSettings,
  endpointOverrides,
} from './connections.ts';
export { currentUserScopes } from './current-user-scopes.ts';
export {
  type CustomTexts,
  type CustomTextsOfPrompt,
  customTexts,
  customTextsOfPrompt,
  getCustomText,
  setCustomText,
} from './custom-text.ts';
export * from './dashboard/index.ts';
export {
  createDeviceCredential,
  type DeviceCredential,
  deleteDeviceCredential,
  listDeviceCredentials,
} from './device-credentials.ts';
export {
  type Endpoint,
  type ErrorStatus,
  type ManagementError,
  type Method,
  managementError,
  noBody,
} from './endpoint.ts';
export { endpoints } from './endpoints.ts';
export { type GrantEvent, grantEvent, grantEventTypes, listIdpGrantEvents } from './idp-grant-events.ts';
export {
  type BrokenIdpGrants,
  type IdpGrant,
  listBrokenIdpGrants,
  listIdpGrants,
  revokeIdpGrant,
} from './idp-grants.ts';
export { type IdpRevocation, listIdpRevocations } from './idp-revocations.ts';
export { type IdpTokenRead, listIdpTokenReads, revokeIdpTokenReads } from './idp-token-reads.ts';
export { type ExportField, exportUsers, getJob, getJobErrors, type Job } from './jobs.ts';
export { type LogType, logTypes } from './log-types.ts';
export { getLog, type LogEntry, listLogs, listUserLogs } from './logs.ts';
export { managementScopes } from './management-scopes.ts';
export { keySet, oauthError, pushedAnswer, serverMetadata, tokenAnswer, userinfoAnswer } from './oauth.ts';
export { describeApi, describeDashboardApi } from './openapi.ts';
export { pageAddress } from './page-address.ts';
export { createReconnectLink } from './reconnect-links.ts';
export {
  deleteRefreshToken,
  deleteUserRefreshTokens,
  getRefreshToken,
  listRefreshTokens,
  listUserRefreshTokens,
  type RefreshToken,
  revokeRefreshTokens,
  updateRefreshToken,
} from './refresh-tokens.ts';
export {
  createResourceServer,
  deleteResourceServer,
  getResourceServer,
  listResourceServers,
  resourceServer,
  updateResourceServer,
} from './resource-server-endpoints.ts';
export {
  longestTokenLifetime,
  type ResourceServerSettings,
  resourceServerIdentifier,
  resourceServerSettings,
} from './resource-servers.ts';
export {
  deleteSession,
  deleteUserSessions,
  getSession,
  listUserSessions,
  revokeSession,
  revokeUserAccess,
  type Session,
  updateSession,
} from './sessions.ts';
export { getSigningKey, listSigningKeys, revokeSigningKey, rotateSigningKeys } from './signing-keys.ts';
export { getActiveUsers, getDailyStats } from './stats.ts';
export { getTenantSettings, lifetimesInMinutes, updateTenantSettings } from './tenant-endpoints.ts';
export { type TenantSettings, tenantSettings } from './tenant-settings.ts';
export { deleteUserBlocks, deleteUserBlocksById, findUserBlocks, getUserBlocks } from './user-blocks.ts';
export { createUser, updateUser } from './user-changes.ts';
export { deleteUserGrant, deleteUserGrants, listUserGrants, type UserGrant } from './user-grants.ts';
export { linkIdentity, unlinkIdentity } from './user-identities.ts';
export {
  deleteUser,
  findMistypedMembers,
  getUser,
  type Identity,
  listUsers,
  listUsersByEmail,
  pagingLimit,
  type User,
  userFields,
} from './users.ts';
export { type WebhookSettings, webhookSettings } from './webhooks.ts';
