import type { Json, Milliseconds } from './column-types.ts';

/** A sign-in that shows whether a connection works, and makes no user. */
export interface ConnectionTryTable {
  try_id: string;
  connection_id: string;
  administrator_id: string;
  /** null while it is under way. It holds no token. */
  result: Json<unknown> | null;
  expires_at: Milliseconds;
}

/** Refreshes of IdP tokens in one day (days since 1970, UTC). */
export interface RefreshCountTable {
  day: number;
  connection_id: string;
  succeeded: number;
  failed: number;
}

/** The last rotation of keys that was started in the dashboard. */
export interface KeyRotationTable {
  singleton: 1;
  rotation_id: string;
  state: 'running' | 'done' | 'failed';
  key_id: string | null;
  moved: number;
  total: number;
  damaged: number;
  /** A sentence of ours. */
  error: string | null;
  started_at: Milliseconds;
  /** When its process was last heard of. */
  seen_at: Milliseconds;
  finished_at: Milliseconds | null;
}
