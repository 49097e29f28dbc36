import type { Flag, Json, Milliseconds } from './column-types.ts';

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

/** That the user's tokens were read in these ten seconds: written with the first reading of them. */
export interface TokenReadSlotTable {
  user_id: string;
  /** The first nine digits of the log ids in it. */
  slot: string;
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
  /** Where the chain ended that the same process wrote before, by its own memory; null for a first one. */
  resumes_node: number | null;
  resumes_sequence: number | null;
  resumes_mac: string | null;
}

/** How many chains there are. */
export interface TokenReadAnchorTable {
  singleton: 1;
  nodes: number;
  seal: string;
}
