// tenant owns what the operator configured: clients, connections, APIs, client grants, settings and signing keys.
// It answers questions about configuration and applies changes to it; it knows no user and makes no token.

export { readBranding } from './branding.ts';
export { formatProblem, type Problem } from './changes/report.ts';
export type { TenantFileChange } from './changes/run.ts';
export { findGrantedScopes, findTokenReadLimits, type TokenReadLimits } from './client-grants.ts';
export {
  addClientCredential,
  type ClientCredential,
  type ClientKey,
  changeClientCredentialExpiry,
  findClientCredential,
  listClientCredentials,
  listClientKeys,
  removeClientCredential,
} from './client-keys/client-keys.ts';
export { findClientId, openClientSecret, readClientSecret } from './client-secret.ts';
export { type Client, clientSecretContext, findClient, guessableLength, isClientSecret, toClient } from './clients.ts';
export {
  type Connection,
  findConnection,
  findConnectionById,
  findConnectionWarnings,
  isEnabledFor,
  isSwitchedOn,
  listConnections,
  listConnectionsOf,
  openConnection,
} from './connections.ts';
export { readCustomTexts } from './custom-text.ts';
export { updateBranding } from './edit/branding.ts';
export { createClientGrant, updateClientGrant } from './edit/client-grants.ts';
export { createClient, updateClient } from './edit/clients.ts';
export {
  createConnection,
  removeConnection,
  updateConnection,
  updateConnectionClients,
} from './edit/connections.ts';
export { updateCustomTexts } from './edit/custom-text.ts';
export type { Editor } from './edit/edit.ts';
export { ensureClient } from './edit/ensure-client.ts';
export { createResourceServer, removeResourceServer, updateResourceServer } from './edit/resource-servers.ts';
export { updateSettings } from './edit/settings.ts';
export {
  endClientTokens,
  isTokenRevoked,
  listRevokedTokens,
  removeClient,
  removeClientGrant,
  revokeToken,
  rotateClientSecret,
} from './end-access.ts';
export { applyTenantFile, type TenantFileOptions, type TenantFileResult } from './file/apply-tenant-file.ts';
export { readTenantFile, type TenantFile } from './file/read-tenant-file.ts';
export { announceNode, type NodeAnnouncement } from './keys/announce-node.ts';
export { isInUse, openKeys, type SealingKeys } from './keys/open-keys.ts';
export { managementAudience } from './management-api.ts';
export { openTenant } from './open-tenant.ts';
export { findResourceServer, type ResourceServer } from './resource-servers.ts';
export { connectionOptionsContext, jobPartContext, secretContext, signingKeyContext } from './sealed-contexts.ts';
export { readSettings } from './settings.ts';
export { keyFor, type SigningAlgorithm, signingAlgorithms, toSigningAlgorithm } from './signing-keys/algorithms.ts';
export { describeCertificate } from './signing-keys/describe-certificate.ts';
export {
  ensureSigningKeys,
  type PublicJwk,
  readPublicKeys,
  readSigningKey,
  type SigningKey,
} from './signing-keys/read-keys.ts';
export {
  findSigningKey,
  listSigningKeys,
  removeOldSigningKeys,
  revokeSigningKey,
  rotateSigningKeys,
  type StoredSigningKey,
} from './signing-keys/rotate-keys.ts';
export type { Tenant, TenantDependencies } from './tenant.ts';
export { listWebhooks, openWebhookSecret, type Webhook, webhookSecretContext } from './webhooks.ts';
