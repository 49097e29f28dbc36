import type { Json, Milliseconds } from './tables.ts';

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
