// management-api owns the handlers of the Management API, a file a resource: each joins an endpoint of contract/ with
// the rooms that know the answer. Authentication, scopes, validation and HTTP are done before a handler is called.
import { absentOperations } from './absent-features.ts';
import { blacklistOperations } from './blacklists.ts';
import { brandingOperations } from './branding.ts';
import { clientCredentialOperations } from './client-credentials.ts';
import { clientGrantOperations } from './client-grants.ts';
import { clientOperations } from './clients.ts';
import { connectedAccountOperations } from './connected-accounts.ts';
import { connectionOperations } from './connections.ts';
import { customTextOperations } from './custom-text.ts';
import { deviceCredentialOperations } from './device-credentials.ts';
import { idpGrantEventOperations } from './idp-grant-events.ts';
import { idpGrantOperations } from './idp-grants.ts';
import { idpRevocationOperations } from './idp-revocations.ts';
import { idpTokenReadOperations } from './idp-token-reads.ts';
import { jobOperations } from './jobs.ts';
import { logOperations } from './logs.ts';
import { reconnectLinkOperations } from './reconnect-links.ts';
import { refreshTokenOperations } from './refresh-tokens.ts';
import type { Operation } from './request.ts';
import { resourceServerOperations } from './resource-servers.ts';
import { sessionOperations } from './sessions.ts';
import { signingKeyOperations } from './signing-keys.ts';
import { statsOperations } from './stats.ts';
import { tenantOperations } from './tenants.ts';
import { userBlockOperations } from './user-blocks.ts';
import { userGrantOperations } from './user-grants.ts';
import { userIdentityOperations } from './user-identities.ts';
import { userOperations } from './users.ts';

export { presentTokenRead } from './idp-token-reads.ts';
export type { ManagementRequest, Operation } from './request.ts';

export const operations: readonly Operation[] = [
  ...userOperations,
  ...userBlockOperations,
  ...userIdentityOperations,
  ...idpGrantOperations,
  ...idpGrantEventOperations,
  ...idpRevocationOperations,
  ...idpTokenReadOperations,
  ...clientOperations,
  ...clientGrantOperations,
  ...resourceServerOperations,
  ...connectionOperations,
  ...brandingOperations,
  ...customTextOperations,
  ...reconnectLinkOperations,
  ...tenantOperations,
  ...clientCredentialOperations,
  ...signingKeyOperations,
  ...blacklistOperations,
  ...userGrantOperations,
  ...sessionOperations,
  ...refreshTokenOperations,
  ...deviceCredentialOperations,
  ...connectedAccountOperations,
  ...jobOperations,
  ...logOperations,
  ...statsOperations,
  ...absentOperations,
];
