import type { Json, Milliseconds } from './column-types.ts';

/** Work on behalf of a request that was answered long ago. */
export interface JobTable {
  job_id: string;
  status: 'pending' | 'processing' | 'completed' | 'failed';
  /** What is to be done. */
  wish: Json<unknown>;
  created_at: Milliseconds;
  /** Whoever does it now. */
  lease: string | null;
  /** From then on anybody may take it; null when it is finished. */
  leased_until: Milliseconds | null;
  /** Since it last got on. */
  attempts: number;
  started_at: Milliseconds | null;
  /** The last user that is in the file. */
  place: string | null;
  parts: number;
  done: number;
  /** As many as there were at the beginning. */
  total: number | null;
  status_details: string | null;
  finished_at: Milliseconds | null;
  /** When it is forgotten, with its file; null until it is finished. */
  expires_at: Milliseconds | null;
}

/** A piece of the file that a job makes, sealed. */
export interface JobPartTable {
  part_id: string;
  job_id: string;
  number: number;
  key_id: string;
  sealed: Uint8Array;
}
