import type { Kysely } from 'kysely';
import type { Flag, Json, Milliseconds } from './column-types.ts';
import type {
  IdpTokenTable,
  TokenReadAnchorTable,
  TokenReadChainTable,
  TokenReadSlotTable,
  TokenReadTable,
  TokenSightingTable,
} from './vault-tables.ts';

export type { Flag, Json, Milliseconds } from './column-types.ts';
export type {
  IdpTokenTable,
  TokenReadAnchorTable,
  TokenReadChainTable,
  TokenReadSlotTable,
  TokenReadTable,
  TokenSightingTable,
} from './vault-tables.ts';

import type {
  ClientCredentialTable,
  DeviceKeyTable,
  LoginTransactionTable,
  PushedRequestTable,
  UsedIdTable,
} from './oauth-tables.ts';

export type { ClientCredentialTable } from './oauth-tables.ts';

import type {
  AdministratorInvitationTable,
  AdministratorPasskeyTable,
  AdministratorSessionTable,
  AdministratorTable,
  AdministratorTokenTable,
  PasskeyChallengeTable,
} from './administrator-tables.ts';
import type { ConnectionTryTable, KeyRotationTable, RefreshCountTable } from './dashboard-tables.ts';
import type { GrantEventTable, WebhookDeliveryTable, WebhookQueueTable, WebhookTable } from './event-tables.ts';
import type { LogoutNoticeTable, ReconnectTicketTable, SessionClientTable, UserGrantTable } from './grant-tables.ts';
import type { JobPartTable, JobTable } from './job-tables.ts';
import type { DailyStatTable, LimitWindowTable, TenantLogTable } from './log-tables.ts';
import type { ForgottenConnectionTable, IdpRevocationTable } from './revocation-tables.ts';
import type { AccessTokenTable, RefreshTokenTable, RevokedTokenTable } from './token-tables.ts';

export interface TenantTable {
  tenant_id: string;
  singleton: 1;
  settings: Json<unknown>;
  /** Counts up with every change of configuration, so that nodes notice. */
  version: number;
}

/** Values of our own that must survive a restart, sealed. */
export interface SecretTable {
  name: string;
  sealed: Uint8Array;
}

/** The key-encryption keys that were ever brought here; the keys themselves are elsewhere. */
export interface SealingKeyTable {
  key_id: string;
  state: 'active' | 'known' | 'retired';
  position: number;
  /** A known text, sealed: shows at start whether the key given is the right one. */
  canary: Uint8Array | null;
  registered_at: Milliseconds;
  activated_at: Milliseconds | null;
  retired_at: Milliseconds | null;
  uses: number;
}

/** A running server, and which keys it holds. */
export interface SealingNodeTable {
  node_id: string;
  name: string;
  key_ids: Json<string[]>;
  active_key_id: string;
  seen_at: Milliseconds;
  expires_at: Milliseconds;
}

export interface ClientTable {
  client_id: string;
  settings: Json<unknown>;
  secret_hash: string | null;
  secret_sealed: Uint8Array | null;
  token_generation: number;
  kept_for_admins: Flag;
  /** Copies of settings, for lists. */
  name: string;
  app_type: string | null;
  is_first_party: Flag;
  created_at: Milliseconds;
  updated_at: Milliseconds;
}

export interface ConnectionTable {
  connection_id: string;
  name: string;
  strategy: string;
  settings: Json<unknown>;
  options_sealed: Uint8Array;
  created_at: Milliseconds;
  updated_at: Milliseconds;
}

export interface ConnectionClientTable {
  connection_id: string;
  client_id: string;
}

export interface ResourceServerTable {
  resource_server_id: string;
  identifier: string;
  is_system: Flag;
  settings: Json<unknown>;
}

export interface ClientGrantTable {
  client_grant_id: string;
  client_id: string;
  audience: string;
  subject_type: string;
  settings: Json<unknown>;
}

export interface SigningKeyTable {
  kid: string;
  algorithm: string;
  state: 'current' | 'next' | 'previous';
  public_jwk: Json<unknown>;
  certificate: string;
  private_sealed: Uint8Array;
  created_at: Milliseconds;
  current_since: Milliseconds | null;
  current_until: Milliseconds | null;
  revoked_at: Milliseconds | null;
}

export interface UserTable {
  user_id: string;
  /** Root attributes as the IdP and the Management API left them. */
  profile: Json<Record<string, unknown>>;
  /** Copy of profile.email, for look-ups. */
  email: string | null;
  user_metadata: Json<Record<string, unknown>> | null;
  app_metadata: Json<Record<string, unknown>> | null;
  blocked: Flag | null;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  last_login: Milliseconds | null;
  last_ip: string | null;
  logins_count: number;
}

export interface IdentityTable {
  identity_id: string;
  user_id: string;
  /** 0 is the primary identity. */
  position: number;
  connection_id: string;
  connection: string;
  provider: string;
  is_social: Flag;
  issuer: string;
  subject: string;
  idp_user_id: string;
  profile_data: Json<Record<string, unknown>> | null;
  created_at: Milliseconds;
}

/** What users are found by: see search/terms.ts. */
export interface UserSearchTermTable {
  field: string;
  value: string;
  user_id: string;
}

export interface SessionTable {
  session_hash: string;
  /** The `sid` of ID tokens: names the session, opens nothing. */
  sid: string;
  user_id: string;
  identity_id: string;
  auth_time: Milliseconds;
  /** Whether `auth_time` is the IdP's word, and not merely when its answer came. */
  auth_time_proven: Flag;
  created_at: Milliseconds | null;
  last_used_at: Milliseconds;
  idle_expires_at: Milliseconds;
  expires_at: Milliseconds;
  initial_ip: string | null;
  initial_user_agent: string | null;
  last_ip: string | null;
  last_user_agent: string | null;
  metadata: Json<Record<string, string>> | null;
}

/** What a user allowed a client once: its code, its access tokens and its refresh tokens stand and fall together. */
export interface AuthorizationTable {
  authorization_id: string;
  client_id: string;
  user_id: string;
  /** Of the sign-in; null where it is from before this was noted. */
  identity_id: string | null;
  request: Json<unknown>;
  code_hash: string;
  code_expires_at: Milliseconds;
  code_used_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
  /** The session that it came of. */
  sid: string | null;
  /** The consent that it rests on, if one was needed. */
  user_grant_id: string | null;
  /** When the row may be removed: no token of it can be alive then. */
  expires_at: Milliseconds;
  metadata: Json<Record<string, string>> | null;
}

export interface Tables {
  tenant: TenantTable;
  secrets: SecretTable;
  sealing_keys: SealingKeyTable;
  sealing_nodes: SealingNodeTable;
  clients: ClientTable;
  connections: ConnectionTable;
  connection_clients: ConnectionClientTable;
  resource_servers: ResourceServerTable;
  client_grants: ClientGrantTable;
  signing_keys: SigningKeyTable;
  users: UserTable;
  identities: IdentityTable;
  user_search_terms: UserSearchTermTable;
  idp_tokens: IdpTokenTable;
  token_reads: TokenReadTable;
  token_sightings: TokenSightingTable;
  token_read_slots: TokenReadSlotTable;
  token_read_chains: TokenReadChainTable;
  token_read_anchor: TokenReadAnchorTable;
  idp_revocations: IdpRevocationTable;
  forgotten_connections: ForgottenConnectionTable;
  webhooks: WebhookTable;
  grant_events: GrantEventTable;
  webhook_deliveries: WebhookDeliveryTable;
  webhook_queues: WebhookQueueTable;
  login_transactions: LoginTransactionTable;
  sessions: SessionTable;
  authorizations: AuthorizationTable;
  access_tokens: AccessTokenTable;
  refresh_tokens: RefreshTokenTable;
  revoked_tokens: RevokedTokenTable;
  tenant_logs: TenantLogTable;
  daily_stats: DailyStatTable;
  limit_windows: LimitWindowTable;
  client_credentials: ClientCredentialTable;
  pushed_requests: PushedRequestTable;
  used_ids: UsedIdTable;
  user_grants: UserGrantTable;
  reconnect_tickets: ReconnectTicketTable;
  session_clients: SessionClientTable;
  logout_notices: LogoutNoticeTable;
  administrators: AdministratorTable;
  administrator_passkeys: AdministratorPasskeyTable;
  administrator_invitations: AdministratorInvitationTable;
  administrator_sessions: AdministratorSessionTable;
  administrator_tokens: AdministratorTokenTable;
  passkey_challenges: PasskeyChallengeTable;
  connection_tries: ConnectionTryTable;
  refresh_counts: RefreshCountTable;
  key_rotations: KeyRotationTable;
  device_keys: DeviceKeyTable;
  jobs: JobTable;
  job_parts: JobPartTable;
}

/** A place to run queries: the database, or a transaction in it. Other rooms pass it on and call nothing on it. */
export type Db = Kysely<Tables>;
