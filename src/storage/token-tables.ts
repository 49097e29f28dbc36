import type { Milliseconds } from './column-types.ts';

/** Tokens of ours, by their hashes. */
export interface AccessTokenTable {
  token_hash: string;
  authorization_id: string;
  scope: string;
  expires_at: Milliseconds;
  /** Thumbprint of the key that must be shown with it; null for none. */
  dpop_jkt: string | null;
  /** The consent that it rests on, where that is another one than its authorization's. */
  user_grant_id: string | null;
}

export interface RefreshTokenTable {
  token_hash: string;
  authorization_id: string;
  created_at: Milliseconds;
  rotated_at: Milliseconds | null;
  idle_expires_at: Milliseconds | null;
  expires_at: Milliseconds | null;
  /** Thumbprint of the key that must be shown with it; null for none. */
  dpop_jkt: string | null;
}

/** Tokens of ours that were ended by their id. */
export interface RevokedTokenTable {
  jti: string;
  audience: string | null;
  expires_at: Milliseconds;
}
