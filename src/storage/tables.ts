import type { Kysely } from 'kysely';
import type { GrantEventTable, WebhookDeliveryTable, WebhookQueueTable, WebhookTable } from './event-tables.ts';

/** JSON text; `json.ts` is the only place that makes or reads it. */
export type Json<T> = string & { readonly json?: T };
/** Milliseconds since 1970. */
export type Milliseconds = number;
/** 0 or 1: both databases keep it as an integer. */
export type Flag = 0 | 1;

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
  tokens_valid_from: Milliseconds | null;
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

export interface IdpTokenTable {
  identity_id: string;
  key_id: string;
  wrapped_key: Uint8Array;
  access_token: Uint8Array | null;
  refresh_token: Uint8Array | null;
  id_token: Uint8Array | null;
  token_type: string;
  expires_in: number | null;
  expires_at: Milliseconds | null;
  scopes_requested: Json<string[]>;
  scopes_granted: Json<string[]> | null;
  version: number;
  obtained_at: Milliseconds;
  /** Fingerprint of the connection's settings that the grant was made with; null for grants from before there was one. */
  binding: string | null;
  health: 'ok' | 'needs_reauthorization' | 'revoked';
  health_reason: string | null;
  health_changed_at: Milliseconds | null;
  refreshed_at: Milliseconds | null;
  /** Refreshes that failed for passing reasons since the last good one. */
  failures: number;
  /** Before this the IdP is not asked again. */
  retry_at: Milliseconds | null;
  /** Counts up with every lease, so that a holder that slept through its own is told apart. */
  lease_number: number;
  lease_expires_at: Milliseconds | null;
  /** A refresh was begun whose end is not known: its refresh token may be spent. */
  interrupted: Flag;
  /** Keyed fingerprints of the tokens in this row; null where there is no token, or from before there were any. */
  access_fingerprint: string | null;
  refresh_fingerprint: string | null;
  /** That of the identity, for the index of idle grants. */
  connection_id: string | null;
  /** From when the refresh token counts as idle: when it was obtained or last used. */
  idle_since: Milliseconds | null;
}

/** One reading of one grant's tokens, chained to the one before it on the same node. Rows are written once. */
export interface TokenReadTable {
  /** Digits: milliseconds (13), node (7), sequence (10). Sorts by time, and within a node by sequence. */
  log_id: string;
  node: number;
  sequence: number;
  client_id: string;
  user_id: string;
  identity_id: string;
  connection: string;
  access_fingerprint: string | null;
  refresh_fingerprint: string | null;
  details: Json<unknown>;
  mac: string;
}

/** Which user's tokens a fingerprint is to be looked for in: written at the first reading of a token, and daily. */
export interface TokenSightingTable {
  fingerprint: string;
  user_id: string;
  /** A late reading. */
  log_id: string;
}

/** The chain of one process: where it begins, where it ends, and how much of it was trimmed. */
export interface TokenReadChainTable {
  node: number;
  name: string;
  started_at: Milliseconds;
  /** Where the chain before this one ended when this one began. */
  link_sequence: number;
  link_mac: string;
  sequence: number;
  mac: string;
  seal: string;
  trimmed_sequence: number;
  trimmed_mac: string;
  trim_seal: string;
}

/** How many chains there are. */
export interface TokenReadAnchorTable {
  singleton: 1;
  nodes: number;
  seal: string;
}

/** A sign-in under way: `login` waits for a choice on our page, `idp` for the IdP's answer. */
export interface LoginTransactionTable {
  transaction_hash: string;
  kind: 'login' | 'idp';
  browser_hash: string;
  sealed: Uint8Array;
  expires_at: Milliseconds;
}

export interface SessionTable {
  session_hash: string;
  /** The `sid` of ID tokens: names the session, opens nothing. */
  sid: string;
  user_id: string;
  identity_id: string;
  auth_time: Milliseconds;
  last_used_at: Milliseconds;
  idle_expires_at: Milliseconds;
  expires_at: Milliseconds;
}

/** What a user allowed a client once: its code, its access tokens and its refresh tokens stand and fall together. */
export interface AuthorizationTable {
  authorization_id: string;
  client_id: string;
  user_id: string;
  request: Json<unknown>;
  code_hash: string;
  code_expires_at: Milliseconds;
  code_used_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
  /** When the row may be removed: no token of it can be alive then. */
  expires_at: Milliseconds;
}

export interface AccessTokenTable {
  token_hash: string;
  authorization_id: string;
  scope: string;
  expires_at: Milliseconds;
}

export interface RefreshTokenTable {
  token_hash: string;
  authorization_id: string;
  created_at: Milliseconds;
  rotated_at: Milliseconds | null;
  idle_expires_at: Milliseconds | null;
  expires_at: Milliseconds | null;
}

/** A grant that is to be taken back at its IdP, or was. It outlives the user and the connection. */
export interface IdpRevocationTable {
  /** Sorts by the time of its making. */
  revocation_id: string;
  state: 'pending' | 'done' | 'failed' | 'not_supported' | 'superseded';
  /** How the last attempt ended; a word of ours. */
  outcome: string | null;
  reason: string;
  way: string;
  user_id: string;
  connection_id: string;
  connection: string;
  provider: string;
  issuer: string;
  subject: string;
  binding: string | null;
  key_id: string | null;
  /** The tokens that the revocation needs, gone as soon as it does not. */
  sealed: Uint8Array | null;
  /** Counts up with every claim, and so tells apart who holds the newest. */
  attempts: number;
  /** Null once there is none. While somebody attempts it: when another may. */
  next_attempt_at: Milliseconds | null;
  created_at: Milliseconds;
  last_attempt_at: Milliseconds | null;
  finished_at: Milliseconds | null;
}

/** A connection that is being deleted or is gone, as long as grants of it are still to be taken back. */
export interface ForgottenConnectionTable {
  connection_id: string;
  name: string;
  strategy: string;
  settings: Json<unknown>;
  options_sealed: Uint8Array;
  forgotten_at: Milliseconds;
  /** When the last grant of it was erased here. */
  completed_at: Milliseconds | null;
}

/** Tokens of ours that were ended by their id. */
export interface RevokedTokenTable {
  jti: string;
  audience: string | null;
  expires_at: Milliseconds;
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
  idp_tokens: IdpTokenTable;
  token_reads: TokenReadTable;
  token_sightings: TokenSightingTable;
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
}

/** A place to run queries: the database, or a transaction in it. Other rooms pass it on and call nothing on it. */
export type Db = Kysely<Tables>;
